import * as z from 'zod';

const word = z.string().min(1, 'must not be empty').nullable().default(null);
const words = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().min(1, 'must not be empty')))
  .default([]);
const yes = z.stringbool('must be true or false').default(false);

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** As Go writes it, and as kubectl takes it: 30s, 1m30s; 0 is no limit. Milliseconds. */
export const duration = z
  .string()
  .transform((text, context) => {
    if (text === '0') return 0;
    if (/^(?:\d{1,6}(?:ms|s|m|h))+$/.test(text)) {
      const parts = [...text.matchAll(/(\d+)(ms|s|m|h)/g)];
      return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitsMs[unit] ?? 0), 0);
    }
    context.addIssue('must be a time such as 30s or 2m, or 0 for no limit');
    return z.NEVER;
  })
  .nullable()
  .default(null);

/**
 * kubectl's own flags that say which cluster is meant and who asks.
 * Source: kubernetes/cli-runtime pkg/genericclioptions/config_flags.go.
 */
export const connectionShape = {
  kubeconfig: word,
  context: word,
  cluster: word,
  user: word,
  namespace: word,
  server: word,
  'tls-server-name': word,
  'insecure-skip-tls-verify': yes,
  'certificate-authority': word,
  'client-certificate': word,
  'client-key': word,
  token: word,
  as: word,
  'as-group': words,
  'as-uid': word,
  'as-user-extra': words,
  'request-timeout': duration,
  'agent-namespace': z.string().min(1, 'must not be empty').default('hostprobe'),
};

/** Which cluster, and who asks. */
export type ConnectionFlag = keyof typeof connectionShape;
// The keys of a literal are its own.
export const connectionFlags = Object.keys(connectionShape) as readonly ConnectionFlag[];

export const connectionHelp: Readonly<
  Record<ConnectionFlag, { short?: string; value: string | null; repeatable?: boolean; help: string }>
> = {
  kubeconfig: { value: '<file>', help: 'instead of those that KUBECONFIG names, or ~/.kube/config' },
  context: { value: '<name>', help: 'of the kubeconfig (default its current one)' },
  cluster: { value: '<name>', help: "of the kubeconfig, instead of the context's" },
  user: { value: '<name>', help: "of the kubeconfig, instead of the context's" },
  namespace: { short: 'n', value: '<name>', help: "of the pod that is asked about (default the context's)" },
  server: { short: 's', value: '<url>', help: 'of the API server' },
  'tls-server-name': { value: '<name>', help: 'that the certificate of the API server must have' },
  'insecure-skip-tls-verify': { value: null, help: 'do not verify the certificate of the API server' },
  'certificate-authority': { value: '<file>', help: 'that signed the certificate of the API server (PEM)' },
  'client-certificate': { value: '<file>', help: 'to sign in with (PEM)' },
  'client-key': { value: '<file>', help: 'the private key of --client-certificate (PEM)' },
  token: { value: '<token>', help: 'to sign in to the API server with' },
  as: { value: '<user>', help: 'ask as this user' },
  'as-group': { value: '<group>', repeatable: true, help: 'ask as a member of this group' },
  'as-uid': { value: '<uid>', help: 'ask as the user with this UID' },
  'as-user-extra': { value: '<key=value>', repeatable: true, help: 'ask as a user about whom this is known' },
  'request-timeout': {
    value: '<time>',
    help: 'for one request to the API server, such as 10s; 0 is no limit (default 30s)',
  },
  'agent-namespace': { value: '<name>', help: 'where the pods of hostprobe are (default hostprobe)' },
};

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
 * kubectl's flags for the cluster and the user.
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

/** The cluster, and the user. */
export type ConnectionFlag = keyof typeof connectionShape;
// The keys of a literal are its own.
export const connectionFlags = Object.keys(connectionShape) as readonly ConnectionFlag[];

export const connectionHelp: Readonly<
  Record<ConnectionFlag, { short?: string; value: string | null; repeatable?: boolean; help: string }>
> = {
  kubeconfig: { value: '<file>', help: 'kubeconfig (default: KUBECONFIG, or ~/.kube/config)' },
  context: { value: '<name>', help: 'context of the kubeconfig (default: the current one)' },
  cluster: { value: '<name>', help: "entry of the kubeconfig, instead of the context's" },
  user: { value: '<name>', help: "entry of the kubeconfig, instead of the context's" },
  namespace: { short: 'n', value: '<name>', help: "namespace of the pod (default: the context's)" },
  server: { short: 's', value: '<url>', help: 'URL of the API server' },
  'tls-server-name': { value: '<name>', help: "name that the API server's certificate must have" },
  'insecure-skip-tls-verify': { value: null, help: "do not verify the API server's certificate" },
  'certificate-authority': { value: '<file>', help: "CA of the API server's certificate (PEM)" },
  'client-certificate': { value: '<file>', help: 'client certificate for the API server (PEM)' },
  'client-key': { value: '<file>', help: 'the private key of --client-certificate (PEM)' },
  token: { value: '<token>', help: 'bearer token for the API server' },
  as: { value: '<user>', help: 'impersonate this user' },
  'as-group': { value: '<group>', repeatable: true, help: 'impersonate this group' },
  'as-uid': { value: '<uid>', help: 'impersonate the user with this UID' },
  'as-user-extra': { value: '<key=value>', repeatable: true, help: 'extra attribute of the impersonated user' },
  'request-timeout': {
    value: '<time>',
    help: 'timeout of one request to the API server, such as 10s; 0: no limit (default 30s)',
  },
  'agent-namespace': { value: '<name>', help: 'namespace of the hostprobe pods' },
};

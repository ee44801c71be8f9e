import { duration, listOf, nonEmpty, withDefault, word, yes } from './values.ts';

const words = listOf(nonEmpty('must not be empty'));

/**
 * kubectl's flags for the cluster and the user.
 * Source: kubernetes/cli-runtime pkg/genericclioptions/config_flags.go.
 */
export const connectionSettings = {
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
  'agent-namespace': withDefault('hostprobe', nonEmpty('must not be empty')),
};

/** The cluster, and the user. */
export type ConnectionFlag = keyof typeof connectionSettings;
// The keys of a literal are its own.
export const connectionFlags = Object.keys(connectionSettings) as readonly ConnectionFlag[];

/** A node that is given instead of this one: saved, or asked of its agent. */
export const givenFlags = ['facts', 'node', 'token-file', 'ca-file', 'via', ...connectionFlags] as const;

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

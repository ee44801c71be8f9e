import { duration, listOf, nonEmpty, word, yes } from './values.ts';

const words = listOf(nonEmpty('must not be empty'));

/**
 * kubectl's flags for the cluster and the user, without --namespace: most commands name no object in one.
 * Source: kubernetes/cli-runtime pkg/genericclioptions/config_flags.go.
 */
export const connectionSettings = {
  kubeconfig: word,
  context: word,
  cluster: word,
  user: word,
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
};

type KubectlFlag = keyof typeof connectionSettings;
// The keys of a literal are its own.
export const kubectlFlags = Object.keys(connectionSettings) as readonly KubectlFlag[];

/** The cluster, the user, and where the agents of the cluster are. */
export const connectionFlags = ['agent-namespace', ...kubectlFlags] as const;
export type ConnectionFlag = (typeof connectionFlags)[number];

/** The flags that select a node other than this one: saved, or read from its agent. */
export const nodeFlags = ['facts', 'node', 'token-file', 'ca-file', 'via', ...connectionFlags] as const;

export const connectionHelp: Readonly<
  Record<KubectlFlag, { short?: string; value: string | null; repeatable?: boolean; help: string }>
> = {
  kubeconfig: { value: '<file>', help: 'kubeconfig (default: KUBECONFIG, or ~/.kube/config)' },
  context: { value: '<name>', help: 'context of the kubeconfig (default: the current one)' },
  cluster: { value: '<name>', help: "cluster entry of the kubeconfig (default: the context's)" },
  user: { value: '<name>', help: "user entry of the kubeconfig (default: the context's)" },
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
    help: 'timeout of each request to the API server, such as 10s; 0 means no limit (default 30s)',
  },
};

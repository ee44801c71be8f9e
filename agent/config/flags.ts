import type { Flag } from '../config.ts';
import { duration, listOf, nonEmpty, shownChoice, word, yes } from './values.ts';

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

export type KubectlFlag = keyof typeof connectionSettings;
// The keys of a literal are its own.
export const kubectlFlags = Object.keys(connectionSettings) as readonly KubectlFlag[];

/** The cluster, the user, and where the agents of the cluster are. */
export const connectionFlags = ['agent-namespace', ...kubectlFlags] as const;
export type ConnectionFlag = (typeof connectionFlags)[number];

/** The flags that select a node other than this one: saved, or read from its agent. */
export const nodeFlags = ['facts', 'node', 'token-file', 'ca-file', 'via', 'logs', ...connectionFlags] as const;

const connectionHelp: Readonly<Record<KubectlFlag, FlagShown>> = {
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

/**
 * How --help shows a flag. `value` null: a switch. `repeatable`: it may be given several times; the values are joined by
 * commas. If `help` does not fit a command, the command has its own text in `flagHelp`.
 */
interface FlagShown {
  short?: string;
  value: string | null;
  repeatable?: boolean;
  help: string;
}

export const flags: Readonly<Record<Flag, FlagShown>> = {
  listen: {
    value: '<address:port>',
    repeatable: true,
    help: 'the addresses of hostprobe serve on this node, for the check host-ports; repeatable',
  },
  tls: { value: shownChoice('tls'), help: 'TLS with a certificate that hostprobe creates, keeps in memory and renews' },
  'tls-cert': { value: '<file>', help: 'TLS with this certificate and its chain (PEM); reloaded when it changes' },
  'tls-key': { value: '<file>', help: 'the private key of --tls-cert (PEM, not encrypted)' },
  auth: { value: shownChoice('auth'), help: 'ask the API server who may read (TokenReview, SubjectAccessReview)' },
  'auth-token-file': {
    value: '<file>',
    help: 'bearer tokens that may read everything, one on each line; reloaded when it changes',
  },
  insecure: {
    value: null,
    help: 'allow an address that other machines can reach without TLS or authentication; for testing only',
  },
  facts: {
    value: '<file>',
    repeatable: true,
    help: 'read this snapshot (what hostprobe facts prints) or bundle instead of this node; - is standard input',
  },
  node: {
    value: '<name|url>',
    repeatable: true,
    help: 'read this node of the cluster, or the agent at https://host:20258, instead of this node',
  },
  'token-file': { value: '<file>', help: 'the bearer token for --node; sent over https:// only' },
  'ca-file': {
    value: '<file>',
    help: 'for --node, trust only these certificates (PEM), of nodes or of certificate authorities',
  },
  since: { value: '<time>', help: 'also show the changes since this time: 30m, 2h, 3d, or 2026-11-01T14:00:00Z' },
  'max-size': { value: '<size>', help: 'maximum size of all files in the bundle, before compression' },
  redact: { value: '<file>', help: 'your own patterns of secrets (YAML), in addition to those of hostprobe' },
  'dry-run': { value: null, help: 'only list what the bundle would contain' },
  diff: { value: null, help: 'compare two bundles' },
  publish: {
    value: null,
    help: 'also publish to the cluster: node condition HostProcessReady, and an event when it changes',
  },
  inventory: {
    value: null,
    help: 'also collect hardware, disks and interfaces for /facts every hour; on Windows this starts PowerShell',
  },
  'state-dir': {
    value: '<folder>',
    help: 'where hostprobe serve keeps the history (default on Windows %ProgramData%\\hostprobe, elsewhere in memory only)',
  },
  interval: { value: '<seconds>', help: 'time between two runs of the probes, give or take 10%' },
  output: { short: 'o', value: '<form>', help: 'output format' },
  color: {
    value: shownChoice('color'),
    help: 'colour: auto is a terminal without NO_COLOR',
  },
  list: { value: null, help: 'list all known error texts and causes' },
  'self-check': {
    value: null,
    help: 'compare what hostprobe reads from Windows with what Windows programs print, for an issue report',
  },
  strict: { value: null, help: 'count checks that need SYSTEM as unknown, and notes as warnings' },
  verbose: { value: null, help: 'also show passed and skipped checks' },
  containerd: { value: shownChoice('containerd'), help: 'judge only for nodes with this containerd' },
  kubernetes: {
    value: '<version>',
    help: 'judge by the rules of this Kubernetes version, such as 1.34 (default: that of the cluster if known, else the newest)',
  },
  pod: { value: '<file>', help: 'explain for this pod or workload (YAML or JSON); - is standard input' },
  'run-as-user': { value: '<account>', help: 'explain for a container with this runAsUserName' },
  'host-process': { value: null, help: 'the text is about a HostProcess container' },
  'bind-filter': { value: shownChoice('bind-filter'), help: 'judge only for nodes with, or without, bindfltapi.dll' },
  action: {
    value: shownChoice('action'),
    help: 'what the cluster does with a pod that breaks a rule which is an error',
  },
  'fail-on': { value: shownChoice('fail-on'), help: 'lowest severity that makes the exit code 1' },
  require: { value: null, help: 'exit with 2 where no HostProcess pod is found' },
  all: { value: null, help: 'print all causes in full' },
  yes: { value: null, help: 'allow more than 50 nodes' },
  timeout: { value: '<time>', help: 'time limit for the bundle of one node, such as 2m (default 10m)' },
  'all-namespaces': { short: 'A', value: null, help: 'all namespaces, which is the default' },
  selector: { short: 'l', value: '<labels>', help: 'only nodes with these labels (kubectl syntax)' },
  'field-selector': { value: '<fields>', help: 'only nodes with these fields, such as spec.unschedulable=true' },
  via: {
    value: shownChoice('via'),
    help: 'how to reach the agent of a node in a cluster (default: the first that works with its containerd)',
  },
  logs: {
    value: null,
    help: 'without an agent, also read the logs of the kubelet; needs get of nodes/proxy',
  },
  'sort-by': {
    value: shownChoice('sort-by'),
    help: 'column that orders the rows: the worst status first, the oldest report, or the oldest version',
  },
  with: {
    value: shownChoice('with'),
    help: 'also read how the node is set up: services, drivers, updates, files, registry keys; for hostprobe compare',
  },
  live: { value: null, help: 'read from the agent of each node, instead of from the node conditions' },
  watch: { short: 'w', value: null, help: 'keep running, and print each row that changes' },
  'no-headers': { value: null, help: 'print no headings and no summary' },
  image: { value: '<path>', repeatable: true, help: 'read this image: docker save, or an OCI layout' },
  allow: { value: '<path>', repeatable: true, help: 'let a client read this file, or the files of this folder' },
  namespace: { short: 'n', value: '<name>', help: "namespace of the pod (default: the context's)" },
  'agent-namespace': { value: '<name>', help: 'namespace of the hostprobe pods' },
  ...connectionHelp,
  'log-level': {
    value: shownChoice('log-level'),
    help: 'JSON lines on standard error (default silent)',
  },
};

/** Whether the operands of a command may be files. */
export const takesFiles = ({ operands }: { operands: string | null }): boolean =>
  /\bfile\b|\.(?:json|zip)\b/.test(operands ?? '');

/** Whether the operands of a command may be files that it reads: then -f names them too, as in kubectl. */
export const readsFiles = ({ operands, writesFile }: { operands: string | null; writesFile?: true }): boolean =>
  writesFile !== true && /\bfile\b/.test(operands ?? '');

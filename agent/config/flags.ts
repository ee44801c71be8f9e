import { agentPort } from './socket-address.ts';
import {
  type Choice,
  choices,
  duration,
  listOf,
  nonEmpty,
  oneOf,
  onOff,
  orNull,
  readBy,
  readListenAddresses,
  readNodeName,
  readSeconds,
  type Setting,
  shownChoice,
  since,
  size,
  withDefault,
} from './values.ts';

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

const flag = <Value>(value: string | null, setting: Setting<Value>, help: string, short?: string) => ({
  ...{ ...setting, value, help },
  ...(short === undefined ? {} : { short }),
  ...(Array.isArray(setting.standard) ? { repeatable: true } : {}),
});
const yes = (help: string, short?: string) => flag(null, onOff, help, short);
const file = (help: string) => flag('<file>', orNull(nonEmpty('must name a file')), help);
const word = (value: string, help: string, short?: string) => flag(value, orNull(notEmpty), help, short);
const list = <Value>(value: string, read: (text: string) => Value, help: string) => flag(value, listOf(read), help);
const choice = <Of extends keyof typeof choices>(of: Of, help: string) =>
  flag(shownChoice(of), orNull(oneOf<Choice<Of>>(choices[of])), help);
const choiceOr = <Of extends keyof typeof choices>(of: Of, standard: Choice<Of>, help: string) =>
  flag(shownChoice(of), withDefault(standard, oneOf<Choice<Of>>(choices[of])), help);

const notEmpty = nonEmpty('must not be empty');
const pathName = nonEmpty('must name a file or a folder');
const kubernetesVersion = /^v?1\.(?:2[5-9]|[3-9]\d)(?:[.+-]|$)/;

/** How long a request to the API server may take, unless --request-timeout says otherwise. */
export const requestTimeoutMs = 30_000;

/**
 * kubectl's flags for the cluster and the user, without --namespace: most commands name no object in one.
 * Source: kubernetes/cli-runtime pkg/genericclioptions/config_flags.go.
 */
const connection = {
  kubeconfig: word('<file>', 'kubeconfig (default: KUBECONFIG, or ~/.kube/config)'),
  context: word('<name>', 'context of the kubeconfig (default: the current one)'),
  cluster: word('<name>', "cluster entry of the kubeconfig (default: the context's)"),
  user: word('<name>', "user entry of the kubeconfig (default: the context's)"),
  server: word('<url>', 'URL of the API server', 's'),
  'tls-server-name': word('<name>', "name that the API server's certificate must have"),
  'insecure-skip-tls-verify': yes("do not verify the API server's certificate"),
  'certificate-authority': word('<file>', "CA of the API server's certificate (PEM)"),
  'client-certificate': word('<file>', 'client certificate for the API server (PEM)'),
  'client-key': word('<file>', 'the private key of --client-certificate (PEM)'),
  token: word('<token>', 'bearer token for the API server'),
  as: word('<user>', 'impersonate this user'),
  'as-group': list('<group>', notEmpty, 'impersonate this group'),
  'as-uid': word('<uid>', 'impersonate the user with this UID'),
  'as-user-extra': list('<key=value>', notEmpty, 'extra attribute of the impersonated user'),
  'request-timeout': flag(
    '<time>',
    duration,
    `timeout of each request to the API server, such as 10s; 0 means no limit (default ${requestTimeoutMs / 1000}s)`,
  ),
};

export type KubectlFlag = keyof typeof connection;
// The keys of a literal are its own.
export const kubectlFlags = Object.keys(connection) as readonly KubectlFlag[];

/** The cluster, the user, and where the agents of the cluster are. */
export const connectionFlags = ['agent-namespace', ...kubectlFlags] as const;
export type ConnectionFlag = (typeof connectionFlags)[number];

/** The flags that select a node other than this one: saved, or read from its agent. */
export const nodeFlags = ['facts', 'node', 'token-file', 'ca-file', 'via', 'logs', ...connectionFlags] as const;

/** Every flag with its meaning, its default and its help. Values come in as text, from argv or the environment. */
const settings = {
  listen: flag(
    '<address:port>',
    withDefault(`localhost:${agentPort}`, readListenAddresses),
    'the addresses of hostprobe serve on this node, for the check host-ports; repeatable',
  ),
  tls: choice('tls', 'TLS with a certificate that hostprobe creates, keeps in memory and renews'),
  'tls-cert': file('TLS with this certificate and its chain (PEM); reloaded when it changes'),
  'tls-key': file('the private key of --tls-cert (PEM, not encrypted)'),
  auth: choice('auth', 'ask the API server who may read (TokenReview, SubjectAccessReview)'),
  'auth-token-file': file('bearer tokens that may read everything, one on each line; reloaded when it changes'),
  insecure: yes('allow an address that other machines can reach without TLS or authentication; for testing only'),
  facts: {
    ...file('read this snapshot (what hostprobe facts prints) or bundle instead of this node; - is standard input'),
    repeatable: true,
  },
  node: list(
    '<name|url>',
    readNodeName,
    'read this node of the cluster, or the agent at https://host:20258, instead of this node',
  ),
  'token-file': file('the bearer token for --node; sent over https:// only'),
  'ca-file': file('for --node, trust only these certificates (PEM), of nodes or of certificate authorities'),
  since: flag('<time>', since, 'also show the changes since this time: 30m, 2h, 3d, or 2026-11-01T14:00:00Z'),
  'max-size': flag('<size>', size, 'maximum size of all files in the bundle, before compression'),
  redact: file('your own patterns of secrets (YAML), in addition to those of hostprobe'),
  'dry-run': yes('only list what the bundle would contain'),
  publish: yes('also publish to the cluster: node condition HostProcessReady, and an event when it changes'),
  inventory: yes(
    'also collect hardware, disks and interfaces for /facts every hour; on Windows this starts PowerShell',
  ),
  'state-dir': flag(
    '<folder>',
    orNull(nonEmpty('must name a folder')),
    'where hostprobe serve keeps the history (default on Windows %ProgramData%\\hostprobe, elsewhere in memory only)',
  ),
  interval: flag('<seconds>', withDefault('60', readSeconds), 'time between two runs of the probes, give or take 10%'),
  spread: flag(
    '<seconds>',
    orNull(readSeconds),
    'read from the API server first at some time within these seconds, for agents that start together',
  ),
  output: flag(
    '<form>',
    withDefault('', (given) => given),
    'output format',
    'o',
  ),
  color: choiceOr('color', 'auto', 'colour: auto is a terminal without NO_COLOR'),
  list: yes('list all known error texts and causes'),
  'self-check': yes('compare what hostprobe reads from Windows with what Windows programs print, for an issue report'),
  strict: yes('count checks that need SYSTEM as unknown, and notes as warnings'),
  verbose: yes('also show passed and skipped checks'),
  containerd: choice('containerd', 'judge only for nodes with this containerd'),
  kubernetes: flag(
    '<version>',
    orNull(
      readBy(
        (given) => (kubernetesVersion.test(given) ? given : null),
        'must be a version of Kubernetes 1, from 1.25 on, such as 1.34',
      ),
    ),
    'judge by the rules of this Kubernetes version, such as 1.34 (default: that of the cluster if known, else the newest)',
  ),
  pod: file('explain for this pod or workload (YAML or JSON); - is standard input'),
  'run-as-user': flag(
    '<account>',
    orNull((given) => given),
    'explain for a container with this runAsUserName',
  ),
  'host-process': yes('the text is about a HostProcess container'),
  'bind-filter': flag(
    shownChoice('bind-filter'),
    orNull((given) => oneOf(choices['bind-filter'])(given) === 'yes'),
    'judge only for nodes with, or without, bindfltapi.dll',
  ),
  action: choiceOr('action', 'warn', 'what the cluster does with a pod that breaks a rule which is an error'),
  'fail-on': choiceOr('fail-on', 'error', 'lowest severity that makes the exit code 1'),
  require: yes('exit with 2 where no HostProcess pod is found'),
  all: yes('print all causes in full'),
  yes: yes('allow more than 50 nodes'),
  timeout: flag('<time>', duration, 'time limit for the bundle of one node, such as 2m (default 10m)'),
  'all-namespaces': yes('all namespaces, which is the default', 'A'),
  selector: flag(
    '<labels>',
    orNull(nonEmpty('must name labels, such as agentpool=win')),
    'only nodes with these labels (kubectl syntax)',
    'l',
  ),
  'field-selector': flag(
    '<fields>',
    orNull(nonEmpty('must name fields, such as spec.unschedulable=true')),
    'only nodes with these fields, such as spec.unschedulable=true',
  ),
  via: choice(
    'via',
    'how to reach the agent of a node in a cluster (default: the first that works with its containerd)',
  ),
  logs: yes('without an agent, also read the logs of the kubelet; needs get of nodes/proxy'),
  'sort-by': choiceOr(
    'sort-by',
    'status',
    'column that orders the rows: the worst status first, the oldest report, or the oldest version',
  ),
  with: choice(
    'with',
    'also read how the node is set up: services, drivers, updates, files, registry keys; for hostprobe compare',
  ),
  live: yes('read from the agent of each node, instead of from the node conditions'),
  watch: yes('keep running, and print each row that changes', 'w'),
  'no-headers': yes('print no headings and no summary'),
  image: list('<path>', pathName, 'read this image: docker save, or an OCI layout'),
  allow: list('<path>', pathName, 'let a client read this file, or the files of this folder'),
  namespace: word('<name>', "namespace of the pod (default: the context's)", 'n'),
  'agent-namespace': flag(
    '<name>',
    withDefault('hostprobe', nonEmpty('must not be empty')),
    'namespace of the hostprobe pods',
  ),
  ...connection,
  'log-level': choice('log-level', 'JSON lines on standard error (default silent)'),
};
export type Config = { [Name in keyof typeof settings]: (typeof settings)[Name]['standard'] };
export type Flag = keyof Config;
export const flags: Readonly<Record<Flag, FlagShown & Setting<unknown>>> = settings;

/** Whether the operands of a command may be files. */
export const takesFiles = ({ operands }: { operands: string | null }): boolean =>
  /\bfile\b|\.(?:json|zip)\b/.test(operands ?? '');

/** Whether the operands of a command may be files that it reads: then -f names them too, as in kubectl. */
export const readsFiles = ({ operands, writesFile }: { operands: string | null; writesFile?: true }): boolean =>
  writesFile !== true && /\bfile\b/.test(operands ?? '');

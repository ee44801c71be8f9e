import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { catalogue } from './catalogue.ts';
import { anyOf, trouble, troubleWords } from './words.ts';

/** Up to the next path: a drive begins one. */
const token = String.raw`(?:(?![A-Za-z]:[\\/])[^\n'"]){0,300}(?:serviceaccount(?:[\\/]{1,8}(?:token|ca\.crt|namespace))?|secrets[\\/]{1,8}kubernetes\.io)\b`;
/** On a drive, or with backslashes: Linux has no such path. */
const windowsToken = String.raw`(?:(?<![A-Za-z])[A-Za-z]:[\\/]|\\{1,4}var)${token}`;
const linuxToken = String.raw`(?<![A-Za-z]:)(?<![\w.\\])\/var${token}`;
/** On Windows programs name the path of Linux too: then the error of Windows, which is one of these, tells it. */
const ofToken = (codes: readonly number[]) =>
  ({
    hostProcess: true,
    pattern: new RegExp(
      `(?<path>${windowsToken})|^(?=[^\\n]{0,3000}?(?:${anyOf(errorTextsOf(codes))}|\\[WinError (?:${codes.join('|')})\\]))[^\\n]{0,3000}?(?<python>${linuxToken})|(?<node>${linuxToken}): (?<tail>[^\\n]{1,400})`,
    ),
    codes: { only: codes, orNone: true },
    literals: ['serviceaccount'],
  }) as const;

/** The files of a kubeconfig, as client-go checks them. */
const unreadable = [
  'unable to read certificate-authority ',
  'unable to read client-cert ',
  'unable to read client-key ',
];

/** Kubernetes clients inside a container: the token of the service account, and the way to the API server. */
export const client: readonly Signature[] = catalogue({ component: 'client', hostProcess: false })({
  'token-file-missing': {
    ...ofToken([2, 3, 123]),
    title: 'A program looked for its service account token in a place where this container has none',
    says: troubleWords.missing,
    unless: [...troubleWords.denied, ...troubleWords.locked, ...unreadable],
    sample:
      'panic: open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
    causes: ['token-path', 'token-not-mounted'],
  },
  'kubeconfig-file': {
    title: 'A kubeconfig names a file that is not there',
    pattern:
      /unable to read (?:certificate-authority|client-cert|client-key) (?<path>(?:[A-Za-z]:)?[\\/][^\n]{1,300}?) for [^\n]{1,100}? due to open [^\n]{1,300}?: (?<tail>[^\n]{1,300})/,
    codes: { only: [2, 3, 123] },
    sample:
      'invalid configuration: unable to read certificate-authority C:\\hpc\\var\\lib\\agent\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt for default due to open C:\\hpc\\var\\lib\\agent\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt: The system cannot find the path specified.',
    causes: ['kubeconfig-relative', 'container-path'],
  },
  'token-file-denied': {
    ...trouble('denied'),
    ...ofToken([5]),
    title: 'A program is not allowed to read its service account token',
    sample: 'open C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: Access is denied.',
    causes: ['token-access'],
  },
  'token-file-locked': {
    ...trouble('locked'),
    ...ofToken([32]),
    title: 'A program could not read its service account token because another program has it open',
    sample:
      'open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The process cannot access the file because it is being used by another process.',
    causes: ['security-product'],
  },
  'token-trouble': {
    title: 'A program could not use its service account token',
    rest: true,
    ifTold: true,
    pattern: new RegExp(`(?<path>${linuxToken}|${windowsToken})`),
    literals: ['serviceaccount'],
    says: [...troubleWords.any, ...troubleWords.missing],
    unless: troubleWords.denied,
    sample: "Error: ENOENT: no such file or directory, open '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    causes: ['token-path', 'token-not-mounted', 'token-access'],
  },
  'token-refused': {
    title: 'A program may not read its service account token',
    rest: true,
    ifTold: true,
    pattern: new RegExp(`(?<path>${linuxToken})`),
    literals: ['serviceaccount'],
    says: troubleWords.denied,
    sample: "Error: EACCES: permission denied, open '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    causes: ['token-access', 'token-path'],
  },
  'token-unreadable': {
    title: 'A Kubernetes client has no usable service account token, or asked the API server without one',
    pattern:
      /(?:Service token file does not exist|Service certification file does not exist|(?:Token|Cert) file exists but empty)|read empty token from file "(?<path>[^"\n]{1,300}serviceaccount[^"\n]{1,60})"|failed to read (?:the default namespace|a certificate bundle): [^\n]{1,200}\(os error [235]\)|is forbidden: User "system:anonymous" cannot /,
    samples: [
      'kubernetes.config.config_exception.ConfigException: Service token file does not exist.',
      'is forbidden: User "system:anonymous" cannot ',
    ],
    causes: ['token-path', 'token-not-mounted'],
  },
  'client-localhost': {
    title: 'A Kubernetes client found neither a kubeconfig nor the token of a pod; some then try localhost:8080',
    pattern:
      /connect ECONNREFUSED (?:127\.0\.0\.1|::1):8080|dial tcp (?:127\.0\.0\.1|\[::1\]):8080: connectex:|The connection to the server localhost:8080 was refused|Failed to connect to localhost\/127\.0\.0\.1:8080|no configuration has been provided|KubeConfigException: unable to load in-cluster configuration/,
    samples: [
      'FetchError: request to http://localhost:8080/api/v1/nodes failed, reason: connect ECONNREFUSED 127.0.0.1:8080',
      'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    ],
    causes: ['token-path', 'service-environment'],
  },
  'client-environment': {
    title: 'A Kubernetes client did not find the address of the API server in its environment',
    pattern:
      /(?<!KubeConfigException: )unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST|Service host\/port is (?:not set|set but empty)\.|failed to read an incluster environment variable/,
    sample:
      'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    causes: ['service-environment'],
  },
  'client-as-node': {
    title: 'A program asked the API server as the node, not as the service account of its pod',
    pattern: /is forbidden: User "system:node:[^"\n]{1,253}" cannot (?![^\n]{0,900}no relationship found)/,
    sample: 'x.example.net is forbidden: User "system:node:win-1" cannot get resource "x" in API group "example.net"',
    causes: ['node-kubeconfig'],
  },
  'client-forbidden': {
    title: 'The API server knows the service account of a program, and does not allow it what it asks',
    pattern:
      /is forbidden: User "system:serviceaccount:(?<account>[^"\n]{3,317})" cannot (?<verb>[a-z]{2,20}) resource "(?<resource>[^"\n]{1,100})"(?: in API group "(?<group>[^"\n]{0,100})")?/,
    sample:
      'failed to list *v1.Node: nodes is forbidden: User "system:serviceaccount:kube-system:kube-proxy" cannot list resource "nodes" in API group "" at the cluster scope',
    causes: ['permission-missing', 'token-of-another'],
  },
  'client-unauthorized': {
    title: 'The API server does not accept the token, or the certificate, of a program',
    pattern:
      /[Ff]ailed to (?:list|watch|get|retrieve)[^\n]{1,200}: Unauthorized|must be logged in to the server|"?(?:[Rr]eason|message)"?: ?"?Unauthorized\b|invalid status code 'Unauthorized'|ApiError: Unauthorized|asked for the client to provide credentials/,
    samples: [
      'failed to list *v1.Node: Unauthorized',
      'Failed to retrieve node info: Unauthorized',
      'error: You must be logged in to the server (Unauthorized)',
    ],
    unless: ['resolve reference', 'oauth token', 'sandbox image'],
    causes: ['token-of-another', 'node-kubeconfig'],
  },
  'client-certificate': {
    title: 'A program does not trust the certificate of the API server, as with the ca.crt of another cluster',
    rest: true,
    ifTold: true,
    pattern: /https:\/\/(?<host>[^\s"'/]{1,253})\/apis?\b/,
    literals: [],
    says: troubleWords.untrusted,
    sample: 'Get "https://192.0.2.7:6443/api/v1/nodes": x509: certificate signed by unknown authority',
    causes: ['token-of-another', 'node-kubeconfig'],
  },
  'client-variable': {
    title: 'A program found no address of the API server in KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT',
    rest: true,
    ifTold: true,
    pattern: /KUBERNETES_SERVICE_(?:HOST|PORT)/,
    says: troubleWords.unset,
    sample: "KeyError: 'KUBERNETES_SERVICE_HOST'",
    causes: ['service-environment'],
  },
  'client-unreachable': {
    title: 'A program on the node did not reach the API server at the address of its service',
    pattern:
      /Get "https:\/\/(?<host>[0-9a-fA-F.:[\]]{3,45}):443\/api[^\n"]{0,200}": dial tcp [^\n]{1,60}: connectex: A connection attempt failed|(?:dial tcp: lookup |getaddrinfo\(host=')(?<name>kubernetes\.default\.svc[a-z.]{0,60})[^\n]{0,60}: (?:no such host|No such host is known)|could not create RESTMapper from config/,
    sample:
      'Get "https://10.96.0.1:443/api": dial tcp 10.96.0.1:443: connectex: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.',
    causes: ['service-address', 'kubeconfig-ignored'],
  },
  'client-name': {
    title: 'A program did not find the name of a service of the cluster',
    rest: true,
    ifTold: true,
    pattern: /(?<![\w.-])(?<name>(?:[a-z0-9-]{1,63}\.){1,4}(?:svc|cluster\.local)|kubernetes\.default)(?![\w-])/,
    literals: ['.svc.cluster.local'],
    says: troubleWords.unresolved,
    sample: 'Error: getaddrinfo ENOTFOUND kubernetes.default.svc',
    causes: ['service-address'],
  },
  'client-no-answer': {
    title: 'No program answered at the address of a Service of the cluster',
    rest: true,
    ifTold: true,
    pattern:
      /(?<![\d.])(?<host>(?:\d{1,3}\.){3}\d{1,3}|(?<![\w:.])\[?[0-9a-f]{0,4}:[0-9a-f:]{1,35}\]?|kubernetes|kubernetes\.default[a-z.]{0,40}|(?<![\w.-])[a-z0-9.-]{1,120}\.svc[a-z.]{0,30})(?::|\/| port |', port=)(?:443|6443)(?!\d)|(?<![\w.-])(?<name>[a-z0-9.-]{1,120}\.svc(?:\.[a-z0-9.-]{1,60})?)(?![\w-])/,
    literals: ['.svc.cluster.local'],
    says: troubleWords.unanswered,
    unless: troubleWords.unresolved,
    sample: 'dial tcp 10.96.0.1:443: i/o timeout',
    causes: ['service-address', 'kubeconfig-ignored'],
  },
});

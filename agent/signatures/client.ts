import type { Signature } from '../signature.ts';
import { textsOf } from '../windows/error-text.ts';

const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';

const token = String.raw`[^\n'"]{0,300}serviceaccount[\\/]{1,8}(?:token|ca\.crt|namespace)`;
/** On a drive, or with backslashes: Linux has no such path. */
const windowsToken = String.raw`(?:[A-Za-z]:|\\{1,4}var)${token}`;
const ofWindows = (codes: readonly number[]) =>
  textsOf(codes)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
const said = `(?:open|stat|CreateFile|GetFileAttributesEx) (?<path>${token}): (?!CreateFile |GetFileAttributesEx )(?<tail>[^\\n]{1,400})`;
const denied = `(?:E(?:ACCES|PERM): [a-z ]{1,40}, (?:open|stat|lstat) '|Access to the path ')`;
const absent = `(?:(?:ENOENT: )?no such file or directory, (?:open|stat|lstat) '|Could not find (?:a part of the path|file) '|Cannot find path '|NoSuchFileException: |FileNotFoundException: |Error reading service account token from: \\[)`;

const absentCodes = [2, 3];

/** Kubernetes clients inside a container: the token of the service account, and the way to the API server. */
export const client: readonly Signature[] = [
  {
    id: 'token-file-missing',
    component: 'client',
    title: 'A program looked for its service account token in a place where this container has none',
    hostProcess: true,
    pattern: new RegExp(
      `${said}|${absent}(?<node>${windowsToken})|\\[(?:WinError [23]|Errno 2)\\](?: (?:${ofWindows([2, 3])}|No such file or directory)):? '(?<python>${windowsToken}|(?<=WinError [^\\n]{1,200})${token})'`,
    ),
    codes: { only: absentCodes, orNone: true },
    literals: ['serviceaccount'],
    samples: [
      'panic: open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
      "Error: ENOENT: no such file or directory, open 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token'",
      "FileNotFoundError: [WinError 3] The system cannot find the path specified: '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    ],
    nearMisses: [
      'open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory',
      "ENOENT: no such file or directory, open '/var/run/secrets/kubernetes.io/serviceaccount/token'",
      "FileNotFoundError: [Errno 2] No such file or directory: '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    ],
    reference: guide,
    causes: ['token-path', 'token-not-mounted'],
  },
  {
    id: 'token-file-denied',
    component: 'client',
    title: 'A program is not allowed to read its service account token',
    hostProcess: true,
    pattern: new RegExp(`${said}|${denied}(?<node>${windowsToken})'`),
    codes: { only: [5], orNone: true },
    literals: ['serviceaccount'],
    samples: [
      'open C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: Access is denied.',
      "Error: EPERM: operation not permitted, open 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token'",
    ],
    nearMisses: ["EACCES: permission denied, open '/var/run/secrets/kubernetes.io/serviceaccount/token'"],
    reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/#windows',
    causes: ['token-access'],
  },
  {
    id: 'token-file-locked',
    component: 'client',
    title: 'A program could not read its service account token because another program has it open',
    hostProcess: true,
    pattern: new RegExp(said),
    codes: { only: [32] },
    literals: ['serviceaccount'],
    samples: [
      'open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The process cannot access the file because it is being used by another process.',
    ],
    nearMisses: ['open C:\\token: The process cannot access the file because it is being used by another process.'],
    reference: guide,
    causes: ['security-product'],
  },
  {
    id: 'token-unreadable',
    component: 'client',
    title: 'A Kubernetes client has no usable service account token',
    hostProcess: false,
    pattern:
      /(?:Service token file does not exist|Service certification file does not exist|(?:Token|Cert) file exists but empty)\.|read empty token from file "(?<path>[^"\n]{1,300}serviceaccount[^"\n]{1,60})"|failed to read (?:the default namespace|a certificate bundle): [^\n]{1,200}\(os error [235]\)/,
    literals: [
      'Service token file does not exist',
      'Service certification file does not exist',
      'file exists but empty',
      'read empty token from file',
      'failed to read the default namespace',
      'failed to read a certificate bundle',
    ],
    samples: [
      'kubernetes.config.config_exception.ConfigException: Service token file does not exist.',
      'failed to read a certificate bundle: The system cannot find the path specified. (os error 3)',
      'read empty token from file "/var/run/secrets/kubernetes.io/serviceaccount/token"',
    ],
    nearMisses: ['Token file does not exist'],
    reference: 'https://github.com/kubernetes-client/python/blob/master/kubernetes/base/config/incluster_config.py',
    causes: ['token-path'],
  },
  {
    id: 'token-unreadable-python',
    component: 'client',
    title: 'A Python program is not allowed to read its service account token',
    hostProcess: false,
    pattern: new RegExp(`PermissionError: \\[(?:Errno 13|WinError 5)\\] [^\\n':]{1,80}: '(?<path>${token})'`),
    literals: ['serviceaccount'],
    samples: ["PermissionError: [Errno 13] Permission denied: '/var/run/secrets/kubernetes.io/serviceaccount/token'"],
    nearMisses: ["PermissionError: [Errno 13] Permission denied: '/etc/token'"],
    reference: 'https://github.com/kubernetes-client/python/blob/master/kubernetes/base/config/incluster_config.py',
    causes: ['token-access'],
  },
  {
    id: 'client-localhost',
    component: 'client',
    title: 'A Kubernetes client found no configuration and tried localhost:8080 instead',
    hostProcess: false,
    pattern:
      /connect ECONNREFUSED (?:127\.0\.0\.1|::1):8080|dial tcp (?:127\.0\.0\.1|\[::1\]):8080: connectex:|The connection to the server localhost:8080 was refused|Failed to connect to localhost\/127\.0\.0\.1:8080/,
    literals: [
      'ECONNREFUSED 127.0.0.1:8080',
      'ECONNREFUSED ::1:8080',
      ':8080: connectex:',
      'the server localhost:8080 was refused',
      'Failed to connect to localhost/127.0.0.1:8080',
    ],
    samples: [
      'FetchError: request to http://localhost:8080/api/v1/nodes failed, reason: connect ECONNREFUSED 127.0.0.1:8080',
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    ],
    nearMisses: ['dial tcp 127.0.0.1:8080: connect: connection refused'],
    reference: 'https://github.com/kubernetes-client/javascript/blob/master/src/config.ts',
    causes: ['token-path'],
  },
  {
    id: 'client-configuration',
    component: 'client',
    title: 'A Kubernetes client found neither a kubeconfig nor the token of a pod',
    hostProcess: false,
    pattern:
      /invalid configuration: no configuration has been provided|KubeConfigException: unable to load in-cluster configuration/,
    literals: ['no configuration has been provided', 'KubeConfigException: unable to load in-cluster configuration'],
    samples: [
      'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
      'k8s.Exceptions.KubeConfigException: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    ],
    nearMisses: ['no configuration was provided'],
    reference: 'https://github.com/kubernetes/client-go/blob/v0.34.0/tools/clientcmd/validation.go',
    causes: ['token-path', 'service-environment'],
  },
  {
    id: 'client-environment',
    component: 'client',
    title: 'A Kubernetes client did not find the address of the API server in its environment',
    hostProcess: false,
    pattern:
      /(?<!KubeConfigException: )unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST|Service host\/port is (?:not set|set but empty)\./,
    literals: ['unable to load in-cluster configuration', 'Service host/port is'],
    samples: [
      'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
      'kubernetes.config.config_exception.ConfigException: Service host/port is not set.',
    ],
    nearMisses: ['KUBERNETES_SERVICE_HOST is set'],
    reference: 'https://github.com/kubernetes/client-go/blob/v0.34.0/rest/config.go',
    causes: ['service-environment'],
  },
  {
    id: 'client-unreachable',
    component: 'client',
    title: 'A program on the node did not reach the API server at the address of its service',
    hostProcess: false,
    pattern:
      /Get "https:\/\/(?<host>[0-9a-fA-F.:[\]]{3,45}):443\/api[^\n"]{0,200}": dial tcp [^\n]{1,60}: connectex: A connection attempt failed|dial tcp: lookup (?<name>kubernetes\.default\.svc[a-z.]{0,60})[^\n]{0,60}: no such host/,
    literals: ['connectex: A connection attempt failed', 'lookup kubernetes.default.svc'],
    samples: [
      'Get "https://10.96.0.1:443/api": dial tcp 10.96.0.1:443: connectex: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.',
      'dial tcp: lookup kubernetes.default.svc: no such host',
    ],
    nearMisses: ['Get "https://example.net:443/": dial tcp 192.0.2.1:443: connectex: A connection attempt failed'],
    reference: 'https://kubernetes.io/docs/concepts/services-networking/service/#discovering-services',
    causes: ['service-address'],
  },
];

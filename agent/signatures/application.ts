import type { Signature } from '../signature.ts';

const tokenFile = String.raw`[^\n'"]{0,300}serviceaccount[\\/]{1,8}(?:token|ca\.crt|namespace)`;
const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';

/** What shells, clients and programs inside a HostProcess container write to their own log. */
export const application: readonly Signature[] = [
  {
    id: 'cmd-not-recognized',
    component: 'cmd',
    title: 'cmd.exe, which starts the command of the container in bind mode, did not find the program',
    hostProcess: true,
    pattern:
      /(?:^|[\s:"])(?:'(?<command>[^'\n]{1,300})' )?(?:is not recognized as an internal or external command|n['’]est pas reconnu en tant que commande interne|no se reconoce como un comando interno|non è riconosciuto come comando interno|não é reconhecido como um comando interno|не является внутренней или внешней)|Der Befehl "(?<german>[^"\n]{1,300})" ist entweder falsch geschrieben|は、内部コマンドまたは外部コマンド|不是内部或外部命令|不是內部或外部命令|내부 또는 외부 명령/,
    literals: [
      'is not recognized as an internal or external command',
      'pas reconnu en tant que commande interne',
      'no se reconoce como un comando interno',
      'riconosciuto come comando interno',
      'reconhecido como um comando interno',
      'не является внутренней или внешней',
      'ist entweder falsch geschrieben',
      '内部コマンドまたは外部コマンド',
      '不是内部或外部命令',
      '不是內部或外部命令',
      '내부 또는 외부 명령',
    ],
    samples: [
      "'agent.exe' is not recognized as an internal or external command, operable program or batch file.",
      'Der Befehl "agent.exe" ist entweder falsch geschrieben oder konnte nicht gefunden werden.',
    ],
    nearMisses: [
      "The term 'agent' is not recognized as the name of a cmdlet, function, script file, or operable program.",
    ],
    reference: 'https://github.com/microsoft/hcsshim/pull/1467',
    causes: ['executable-path', 'command-quoting', 'mount-shadowed'],
  },
  {
    id: 'cmd-path',
    component: 'cmd',
    title:
      'cmd.exe, which starts the command of the container in bind mode, did not find a directory that the command names',
    hostProcess: true,
    pattern:
      /^(?:The system cannot find the path specified\.|Das System kann den angegebenen Pfad nicht finden\.|指定されたパスが見つかりません。)$/,
    literals: [
      'The system cannot find the path specified.',
      'Das System kann den angegebenen Pfad nicht finden.',
      '指定されたパスが見つかりません。',
    ],
    samples: ['The system cannot find the path specified.'],
    nearMisses: ['open C:\\x: The system cannot find the path specified.'],
    reference: 'https://github.com/microsoft/hcsshim/pull/1467',
    causes: ['executable-path', 'command-quoting', 'mount-shadowed'],
  },
  {
    id: 'cmd-syntax',
    component: 'cmd',
    title: 'cmd.exe, which starts the command of the container in bind mode, could not read the command',
    hostProcess: true,
    pattern:
      /^(?:The filename, directory name, or volume label syntax is incorrect\.|The syntax of the command is incorrect\.|[^\n]{1,60} was unexpected at this time\.)$/,
    literals: [
      'volume label syntax is incorrect.',
      'The syntax of the command is incorrect.',
      'was unexpected at this time.',
    ],
    samples: ['The filename, directory name, or volume label syntax is incorrect.', '& was unexpected at this time.'],
    nearMisses: ['mkdir C:\\a?b: The filename, directory name, or volume label syntax is incorrect.'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
    causes: ['command-quoting'],
  },
  {
    id: 'token-file-missing',
    component: 'client',
    title: 'A program looked for its service account token where this container has none',
    hostProcess: true,
    pattern: new RegExp(
      `(?:open (?<path>${tokenFile}): (?:The system cannot find the (?:path|file) specified|Das System kann|Le (?:chemin|fichier)|指定された)|no such file or directory, open '(?<node>[A-Za-z]:${tokenFile})'|(?:Could not find (?:a part of the path|file)) '(?<dotnet>${tokenFile})'|FileNotFoundError: \\[(?:WinError [23]|Errno 2)\\][^\\n]{0,80}'(?<python>[A-Za-z]:${tokenFile})')`,
    ),
    literals: ['serviceaccount'],
    samples: [
      'panic: open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
      "Error: ENOENT: no such file or directory, open 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token'",
    ],
    nearMisses: [
      'open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory',
      "ENOENT: no such file or directory, open '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    ],
    reference: guide,
    causes: ['token-path'],
  },
  {
    id: 'token-file-denied',
    component: 'client',
    title: 'A program may not read its service account token',
    hostProcess: true,
    pattern: new RegExp(
      `(?:open (?<path>${tokenFile}): (?:Access is denied|Zugriff verweigert|Accès refusé|アクセスが拒否されました)|E(?:ACCES|PERM): [a-z ]{1,40}, open '(?<node>[A-Za-z]:${tokenFile})'|Access to the path '(?<dotnet>${tokenFile})' is denied)`,
    ),
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
    id: 'client-localhost',
    component: 'client',
    title: 'A Kubernetes client found no configuration and went to localhost:8080 instead',
    hostProcess: true,
    pattern: /connect ECONNREFUSED (?:127\.0\.0\.1|::1):8080|dial tcp (?:127\.0\.0\.1|\[::1\]):8080: connectex:/,
    literals: ['ECONNREFUSED 127.0.0.1:8080', 'ECONNREFUSED ::1:8080', ':8080: connectex:'],
    samples: [
      'FetchError: request to http://localhost:8080/api/v1/nodes failed, reason: connect ECONNREFUSED 127.0.0.1:8080',
    ],
    nearMisses: ['The connection to the server localhost:8080 was refused - did you specify the right host or port?'],
    reference: 'https://github.com/kubernetes-client/javascript/blob/master/src/config.ts',
    causes: ['token-path'],
  },
  {
    id: 'port-in-use',
    component: 'application',
    title: "A program could not listen: HostProcess containers share the host's ports",
    hostProcess: true,
    pattern:
      /(?:listen (?:tcp|udp)[46]? (?<address>[^\s]{0,80}?):(?<port>\d{1,5}): bind: (?:Only one usage of each socket address|An attempt was made to access a socket)|listen E(?:ADDRINUSE|ACCES): [a-z ]{1,40} (?<where>[^\s]{0,80}?):(?<number>\d{1,5})(?!\d))/,
    literals: [
      ': bind: Only one usage of each socket address',
      ': bind: An attempt was made to access a socket',
      'listen EADDRINUSE',
      'listen EACCES',
    ],
    samples: [
      'listen tcp 0.0.0.0:9182: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
      'Error: listen EADDRINUSE: address already in use 0.0.0.0:20258',
    ],
    nearMisses: ['listen tcp :80: bind: address already in use'],
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#limitations',
    causes: ['host-port-in-use'],
  },
  {
    id: 'container-user',
    component: 'application',
    title: 'A program that expects to be a HostProcess container runs as an ordinary one',
    hostProcess: true,
    pattern: /Running as a preconfigured Windows Container user/,
    literals: ['Running as a preconfigured Windows Container user'],
    samples: [
      'Running as a preconfigured Windows Container user. This may mean you do not have Windows HostProcess containers configured correctly and some functionality will not work as expected.',
    ],
    nearMisses: ['Running as ContainerUser'],
    reference: 'https://github.com/prometheus-community/windows_exporter',
    causes: ['host-process-ignored'],
  },
  {
    id: 'nested-bind',
    component: 'application',
    title: 'A program inside a HostProcess container may not use the bind filter',
    hostProcess: true,
    pattern: /ApplyFileBinding\b[^\n]{0,200}Access is denied/,
    literals: ['ApplyFileBinding'],
    samples: ['failed to mount C:\\x: bindfilter.ApplyFileBinding: Access is denied.'],
    nearMisses: ['ApplyFileBinding: The parameter is incorrect.'],
    reference: 'https://github.com/moby/buildkit/issues/6590',
    causes: ['nested-bind-filter'],
  },
];

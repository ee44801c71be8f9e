import { containerPath } from '../shim/paths.ts';
import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { catalogue } from './catalogue.ts';
import { anyOf, listed, quoted, trouble, troubleWords } from './words.ts';

const begin = '(?:[A-Za-z]:)?[\\\\/]{1,8}[\\w.~$%-]';
/** What a sentence goes on with after a path without quotes: a verb, or any word after the extension of the file. */
const after =
  ' (?:is|was|does|do|could|can|cannot|not|no|isn|wasn|doesn|couldn|failed|wurde|nicht|est)\\b|(?<=\\.[A-Za-z]\\w{0,5}) |[.;] |\\.$';
const path = `(?<path>(?<![\\w.:\\\\/])(?:(?<=['"“«„])${begin}[^\\n'"”»:,()]{0,300}(?=['"”»])|${begin}(?:(?!${after})[^\\n'"”»:,()]){0,300}))`;

const shared = { component: 'application', hostProcess: false } as const;

const named = catalogue(shared)({
  'port-in-use': {
    title: 'A program could not listen on its port',
    pattern:
      /(?:listen (?:tcp|udp)[46]? (?<address>[^\s]{0,80}?):(?<port>\d{1,5}): bind: (?:Only one usage of each socket address|An attempt was made to access a socket)|listen E(?:ADDRINUSE|ACCES): [a-z ]{1,40} (?<where>[^\s]{0,80}?):(?<number>\d{1,5})(?!\d)|\[WinError 100(?:48|13)\]|Failed to bind to address https?:\/\/[^\s]{1,80}?:(?<kestrel>\d{1,5}): address already in use)/,
    sample:
      'listen tcp 0.0.0.0:9182: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    causes: ['host-port-in-use'],
  },
  'ports-exhausted': {
    title: 'Windows had no port, or no memory, left for another connection',
    pattern: /system lacked sufficient buffer space|\[WinError 10055\]|connect ENOBUFS|\(os error 10055\)/,
    samples: [
      'dial tcp 192.0.2.7:443: bind: An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full.',
      'Error: connect ENOBUFS 192.0.2.7:443',
    ],
    causes: ['ports-exhausted'],
  },
  'side-by-side': {
    title: 'Windows could not load the side-by-side assemblies that the manifest of a program names',
    pattern: new RegExp(
      `${anyOf(errorTextsOf([14001]))}|Activation context generation failed for|Dependent Assembly [^\\n]{1,200} could not be found`,
    ),
    samples: [
      "Program 'ruby.exe' failed to run: The application has failed to start because its side-by-side configuration is incorrect. Please see the application event log or use the command-line sxstrace.exe tool for more detail",
      'Activation context generation failed for "C:\\hpc\\ruby31\\bin\\ruby.exe". Dependent Assembly ruby_builtin_dlls,type="win32",version="1.0.0.0" could not be found.',
    ],
    causes: ['side-by-side', 'program-library'],
  },
  'dotnet-host': {
    title: 'The host of .NET did not find the program, or the runtime that it needs',
    pattern: new RegExp(
      `The application to execute does not exist: '(?!${containerPath})|You must install (?:or update )?\\.NET to run this application|[Ff]ramework:? '?Microsoft\\.[^\\n]{1,80}not found|The library '?host(?:fxr|policy)\\.dll'? required to execute the application was not found|[Cc]ompatible \\.NET SDK (?:is not installed|was not found)|The command could not be loaded, possibly because`,
    ),
    samples: [
      "The application to execute does not exist: 'C:\\app\\agent.dll'.",
      'You must install .NET to run this application.',
    ],
    causes: ['dotnet-runtime'],
  },
  'program-blocked': {
    title: 'Application control of the node blocked a program',
    pattern:
      /(?<path>(?:%[A-Z0-9]{3,20}%|[A-Za-z]:)\\[^\n]{1,300}?) was prevented from running|Code Integrity determined that a process [^\n]{1,400}? did not meet the /,
    // Event 3076, of a policy that only watches.
    unless: ['was allowed to load'],
    sample: '%OSDRIVE%\\HPC\\AGENT.EXE was prevented from running.',
    causes: ['security-product'],
  },
  'container-user': {
    title: 'A program that expects to be a HostProcess container runs as an ordinary container',
    hostProcess: true,
    said: 'Running as a preconfigured Windows Container user',
    causes: ['host-process-ignored'],
  },
  'nested-bind': {
    title: 'A program inside a HostProcess container is not allowed to use the bind filter',
    hostProcess: true,
    pattern: /ApplyFileBinding\b[^\n]{0,200}Access is denied/,
    sample: 'failed to mount C:\\x: bindfilter.ApplyFileBinding: Access is denied.',
    causes: ['nested-bind-filter'],
  },
  'nested-layer': {
    title: 'A program inside a container could not mount the layers of an image with the bind filter',
    pattern:
      /failed to mount \{windows-layer [^\n]{1,900}?failed to bind target |ailed to bind target [^\n]{1,600}buildkit-mount/,
    says: troubleWords.denied,
    sample:
      'failed to read dockerfile: failed to mount {windows-layer C:\\containerd\\snapshots\\13  [rw]}: failed to set volume mount path for layer C:\\containerd\\snapshots\\13: failed to bind target "C:\\containerd\\snapshots\\13\\Files" to root "C:\\Windows\\SystemTemp\\buildkit-mount10": Access is denied.',
    causes: ['nested-bind-filter'],
  },
  'unix-socket': {
    title: 'A program could not listen on, or connect to, a Unix socket by its path',
    pattern: new RegExp(
      `(?:dial|listen) unix (?!${containerPath})(?<path>[^\\n"]{1,300}?): (?:connect|bind): (?<tail>[^\\n"]{1,400})`,
    ),
    codes: { only: [2, 3, 5, 123, 10013, 10022, 10049, 10050, 10051] },
    sample: 'listen unix C:\\csi\\csi.sock: bind: The system cannot find the path specified.',
    causes: ['container-path'],
  },
  'unix-socket-silent': {
    title: 'No program listens on a Unix socket',
    pattern: new RegExp(`dial unix (?!${containerPath})(?<path>[^\\n"]{1,300}?): connect: (?<tail>[^\\n"]{1,400})`),
    codes: { only: [10061] },
    sample:
      'dial unix C:\\csi\\csi.sock: connect: No connection could be made because the target machine actively refused it.',
    // Source: github.com/kubernetes-csi/csi-driver-smb/issues/148
    causes: ['socket-silent', 'container-path'],
  },
  'unix-socket-taken': {
    title: 'A program could not listen on a Unix socket: its file already exists',
    pattern: /listen unix (?<path>[^\n"]{1,300}?): bind: (?<tail>[^\n"]{1,400})/,
    codes: { only: [10048] },
    sample:
      'listen unix C:\\csi\\csi.sock: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    causes: ['socket-leftover'],
  },
});

/** Words that any program may say. */
const told = catalogue({ ...shared, rest: true, ifTold: true })({
  'port-taken': {
    title: 'A program could not listen on its port',
    pattern: /:(?<port>\d{2,5})(?!\d)|[Pp]ort|[Bb]ind|[Ll]isten|[Ss]ocket|[Aa]ddress/,
    literals: ['BindException'],
    says: [...troubleWords.portTaken, ': bind: '],
    unless: [...errorTextsOf([10022, 10049, 10050, 10051]), 'listen unix ', ': socket: '],
    sample: 'java.net.BindException: Address already in use: bind',
    causes: ['host-port-in-use'],
  },
  'program-unfit': {
    title: 'A program could not be started, because it is not made for this Windows',
    pattern: /[^\n]/,
    ...trouble('unfit'),
    literals: ['not a valid application for this OS platform'],
    sample:
      "Program 'agent.exe' failed to run: The specified executable is not a valid application for this OS platform.",
    causes: ['image-platform'],
  },
  'program-missing': {
    title: 'A program could not be started, because it is not there',
    pattern:
      /^(?=[^\n]{0,2000}?(?:exec: \\?"|spawn |start process '|run program "|ind executable ['"]?)(?<command>[\w.:\\/%$-]{1,300})|)/,
    literals: ['executable file not found in %PATH%'],
    says: [...troubleWords.noProgram, 'rror: spawn '],
    unless: ['EACCES', 'EPERM', 'UNKNOWN'],
    sample: 'exec: "agentd": executable file not found in %PATH%',
    causes: ['executable-path', 'path-variable', 'container-path'],
  },
  'volume-set-up': {
    component: 'kubelet',
    title: 'The kubelet could not set up a volume of the pod',
    pattern:
      /MountVolume\.[A-Za-z]{1,20} failed for volume "(?<volume>[^"\n]{1,253})"|[Uu]nable to attach or mount volumes(?:: unmounted volumes=\[(?<unmounted>[^\]\n]{1,300})\])?/,
    sample: 'MountVolume.SetUp failed for volume "host" : hostPath type check failed: C:\\k\\config is not a file',
    causes: ['mount-source', 'owner-by-number'],
  },
  'pipe-absent': {
    title: 'No program serves a named pipe',
    pattern: /(?<path>[\\/]{2,16}\.[\\/]{1,8}pipe[\\/]{1,8}[\w.\\/$-]{1,200})/,
    ...trouble('missing'),
    says: troubleWords.absent,
    sample: 'open \\\\.\\pipe\\agent-v1: The system cannot find the file specified.',
    causes: ['socket-silent'],
  },
  'library-missing': {
    title: 'A program, or a library of it, is not at the path that names it',
    pattern: new RegExp(`(?<path>(?<![\\w.:\\\\/])${begin}[^\\n'"”»:,()]{0,300}?\\.(?:dll|exe))(?![\\w.])`),
    literals: ['The system cannot find the path specified'],
    says: troubleWords.missing,
    unless: [...troubleWords.denied, ...troubleWords.locked],
    sample: '/app/agent.dll is not found.',
    causes: ['dotnet-runtime', 'executable-path', 'container-path', 'program-library'],
  },
  'file-in-use': {
    title: 'A program could not change a file or a folder that another program has open',
    pattern: new RegExp(`^(?:[^\\n]{0,2000}?${path}|)`),
    ...trouble('locked'),
    sample: 'Move-Item : The process cannot access the file because it is being used by another process.',
    causes: ['file-in-use'],
  },
  'file-missing': {
    title: 'A program did not find a file or a folder',
    pattern: new RegExp(path),
    ...trouble('missing'),
    sample: "Error: ENOENT: no such file or directory, open '/etc/agent/agent.yaml'",
    causes: ['container-path', 'mount-shadowed'],
  },
  'file-denied': {
    title: 'A program is not allowed to use a file, a folder or a service of the node',
    pattern: new RegExp(`^(?!At |\\+ CategoryInfo)(?:[^\\n]{0,2000}?${path}|[^\\n]{0,2000}?[Dd]enied)`),
    ...trouble('denied'),
    sample: "Error: EACCES: permission denied, open '/etc/agent/agent.yaml'",
    causes: ['executable-access', 'mount-read-only'],
  },
  'name-unresolved': {
    title: 'A program could not resolve a name, for which it asks the name servers of the node',
    pattern: /[^\n]/,
    says: troubleWords.unresolved,
    sample: 'dns error: No such host is known. (os error 11001)',
    causes: ['service-address'],
  },
  'service-session': {
    title: 'A program takes itself for a service of Windows, and the service controller does not know it',
    said: 'could not connect to the service controller',
    causes: ['service-session'],
  },
  'disk-full': {
    title: 'A disk of the node is full',
    pattern: /[^\n]/,
    ...trouble('full'),
    sample: 'OSError: [Errno 28] No space left on device',
    causes: ['container-storage'],
  },
  'file-unnamed': {
    title: 'A program did not find a file, a folder or another program, and does not name its whole path',
    // Stack frames repeat it, and CPython names the file in each such error but that of CreateProcess.
    pattern: /^(?!at |code: ')(?![^\n]{0,2000}?\[WinError [23]\](?![^\n]{0,400}?: ['"]))/,
    says: troubleWords.absent,
    unless: troubleWords.denied,
    sample: 'Error: Os { code: 2, kind: NotFound, message: "The system cannot find the file specified." }',
    causes: ['container-path', 'executable-path'],
  },
});

/** Programs inside a HostProcess container. */
export const application: readonly Signature[] = [...named, ...told];

/** Words of programs that start containers, which have more specific texts, and of optional files. */
const ofOthers =
  'shim task|containerd task|start exec|host process|serviceaccount|failed to generate container|[cC]mdlet|rootfs|get application name|-File parameter|[Uu]sing default|[Ii]gnoring|[Ss]kipping|side-by-side|Activation context|PermissionDenied: \\(|^[\\w-]{1,40} ?: Access to the path';
const end = `(?=['"”」]|: |\\)|\\s|$)`;
const pathBelow = `(?<path>${containerPath}(?![^\\n'"]{0,300}?:\\d{1,6} \\S{1,12} ?\\d)[^\\n'"”」]{0,300}?)${end}`;
const anywhere = `^(?!because it does not exist)(?![^\\n]{0,3000}?(?:${ofOthers}))[^\\n]{0,3000}?`;

const variable = 'CONTAINER_SANDBOX_MOUNT_POINT';
const unset = `${variable}[%)}]?(?![\\\\/%)}])`;
const below = new RegExp(`${anywhere.replace('^', `^(?![^\\n]{0,3000}?${unset})`)}${pathBelow}`);

/** A program in the container had trouble with a file below the root of the container; any wording. */
export const containerPaths: readonly Signature[] = catalogue({ component: 'application', hostProcess: true })({
  'container-path-missing': {
    title: 'A program looked for a file below the root of its container, and the file is not there',
    pattern: below,
    ...trouble('missing'),
    unless: [...trouble('missing').unless, ' due to open '],
    sample: "Get-Content : Cannot find path 'C:\\hpc\\config\\agent.yaml' because it does not exist.",
    causes: ['container-path'],
  },
  'container-path-denied': {
    title: 'PowerShell was not allowed to copy or write a file of the container',
    pattern: new RegExp(
      `(?:PermissionDenied: \\(|^[\\w-]{1,40} ?: Access to the path ')(?<path>${containerPath}[^\\n'"]{0,300}?)(?=['"]|:[A-Z]|$)`,
    ),
    sample:
      '    + CategoryInfo          : PermissionDenied: (C:\\hpc\\etc\\net-conf.json:FileInfo) [Copy-Item], UnauthorizedAccessException',
    causes: ['container-path', 'mount-read-only', 'executable-access'],
  },
  'container-file-denied': {
    title: 'A program is not allowed to use a file below the root of its container',
    pattern: below,
    ...trouble('denied'),
    samples: ["Access to the path 'C:\\hpc\\var\\agent.log' is denied.", 'open C:\\hpc\\agent.db: Access is denied.'],
    causes: ['executable-access', 'mount-read-only', 'container-path', 'security-product'],
  },
  'container-file-locked': {
    title: 'A program could not use a file below the root of its container because another program has it open',
    pattern: below,
    ...trouble('locked'),
    sample: 'open C:\\hpc\\agent.db: The process cannot access the file because it is being used by another process.',
    causes: ['security-product', 'container-path'],
  },
  'container-file-full': {
    title: 'A program could not write below the root of its container, because the disk is full',
    pattern: below,
    ...trouble('full'),
    sample: 'write C:\\hpc\\agent.db: There is not enough space on the disk.',
    causes: ['container-storage'],
  },
  'mount-point-unset': {
    title: 'A program found no value in CONTAINER_SANDBOX_MOUNT_POINT, which every HostProcess container has',
    pattern: new RegExp(unset),
    literals: [variable],
    says: troubleWords.unset,
    sample: "KeyError: 'CONTAINER_SANDBOX_MOUNT_POINT'",
    causes: ['host-process-ignored', 'container-path'],
  },
  'program-variable': {
    title: 'A shell does not replace CONTAINER_SANDBOX_MOUNT_POINT in the name of the program',
    pattern: new RegExp(quoted(variable)),
    literals: [variable],
    says: listed(`
    is not recognized | pas reconnu | nicht als Name eines | ist entweder falsch geschrieben | no se reconoce |
    non è riconosciuto | não é reconhecido | nie jest rozpoznawan | nie został rozpoznany | není názvem vnitřního |
    jako název rutiny | olarak tanınmıyor | не является внутренней | не распознано | として認識されません | として認識されていません |
    不是内部或外部命令 | 不是內部或外部命令 | 项识别为 | 辨識為 | 내부 또는 외부 명령 | 용어가 cmdlet | CommandNotFoundException`),
    sample: "'$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe' is not recognized as an internal or external command",
    causes: ['container-path', 'executable-path'],
  },
  'container-path-other': {
    title: 'The text names a file of a HostProcess container, and no error that hostprobe knows',
    hostProcess: false,
    rest: true,
    pattern: new RegExp(`${anywhere}${pathBelow}`),
    literals: [variable],
    says: troubleWords.any,
    sample: 'ERROR: the plugin C:\\hpc\\plugins\\agent.dll is invalid',
    unknown: true,
  },
});

import type { Signature } from '../signature.ts';

const cri = 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/cri';
const server = `${cri}/server`;

const made =
  /failed to generate container "[^"\n]{1,80}" spec: [^\n]{0,120}?failed to mkdir "(?<path>[^"\n]{1,400})": mkdir [^\n]{1,400}?: (?<tail>[^\n]{1,400})/;

const spec = (text: string) => `Error: failed to generate container "c0ffee" spec: failed to generate spec: ${text}`;

/** containerd's CRI service: the pod as a whole, its mounts and files, and the pipe that clients use. */
export const containerd: readonly Signature[] = [
  {
    id: 'cri-host-process',
    component: 'containerd',
    title: 'The pod and one of its containers do not agree on being HostProcess',
    hostProcess: true,
    pattern: /pod spec and all containers inside must have the HostProcess field set to be valid/,
    literals: ['must have the HostProcess field set to be valid'],
    samples: [spec('pod spec and all containers inside must have the HostProcess field set to be valid')],
    nearMisses: ['all containers inside must be valid'],
    reference: `${server}/container_create_windows.go`,
    causes: ['host-process-ignored', 'mixed-containers'],
  },
  {
    id: 'mount-drive',
    component: 'containerd',
    title: 'A mount of the pod has the whole C: drive as its destination',
    hostProcess: true,
    pattern: /destination path can not be C drive/,
    literals: ['destination path can not be C drive'],
    samples: [spec('destination path can not be C drive')],
    nearMisses: ['destination path can not be empty'],
    reference: `${cri}/opts/spec_windows.go`,
    causes: ['mount-invalid'],
  },
  {
    id: 'mount-source',
    component: 'containerd',
    title: 'containerd cannot read the source of a mount on the node',
    hostProcess: true,
    pattern:
      /failed to generate container "[^"\n]{1,80}" spec: [^\n]{0,120}?failed to (?:stat|resolve symlink) "(?<path>[^"\n]{1,400})"/,
    literals: ['failed to generate container'],
    samples: [spec('failed to stat "\\\\\\\\fs01\\\\share": CreateFile \\\\fs01\\share: Access is denied.')],
    nearMisses: ['failed to stat "C:\\\\x": CreateFile C:\\x: Access is denied.'],
    reference: `${cri}/opts/spec_linux_opts.go`,
    causes: ['mount-source'],
  },
  {
    id: 'mount-source-create',
    component: 'containerd',
    title: 'containerd could not create the source of a mount on the node',
    hostProcess: true,
    pattern: made,
    codes: { except: [112] },
    literals: ['failed to generate container'],
    samples: [spec('failed to mkdir "C:\\\\data": mkdir C:\\data: Access is denied.')],
    nearMisses: ['failed to mkdir "C:\\\\data": mkdir C:\\data: Access is denied.'],
    reference: `${cri}/opts/spec_linux_opts.go`,
    causes: ['mount-invalid', 'mount-source'],
  },
  {
    id: 'mount-source-full',
    component: 'containerd',
    title: 'containerd could not create the source of a mount: the disk is full',
    hostProcess: true,
    pattern: made,
    codes: { only: [112] },
    literals: ['failed to generate container'],
    samples: [spec('failed to mkdir "C:\\\\data": mkdir C:\\data: There is not enough space on the disk.')],
    nearMisses: ['mkdir C:\\data: There is not enough space on the disk.'],
    reference: `${cri}/opts/spec_linux_opts.go`,
    causes: ['container-storage'],
  },
  {
    id: 'container-files',
    component: 'containerd',
    title: 'The directory or the log file of the container could not be created on the node',
    hostProcess: true,
    pattern:
      /failed to create (?:container loggers|container root directory)|create container log directory for container [^\n]{1,253} failed: mkdir/,
    literals: [
      'failed to create container loggers',
      'failed to create container root directory',
      'create container log directory for container',
    ],
    samples: [
      'Error: failed to create containerd task: failed to create container loggers: failed to create and open log file: Access is denied.',
      'Error: create container log directory for container agent failed: mkdir C:\\var\\log\\pods\\ops_agent: Access is denied.',
    ],
    nearMisses: ['failed to create container log'],
    reference: `${server}/container_start.go`,
    causes: ['container-storage'],
  },
  {
    id: 'container-io',
    component: 'containerd',
    title: 'containerd could not create the pipes for the output of the container',
    hostProcess: true,
    pattern: /failed to create container io(?=: |$)/,
    literals: ['failed to create container io'],
    samples: ['Error: failed to create container io: open \\\\.\\pipe\\containerd-8f2d-stdout: Access is denied.'],
    nearMisses: ['failed to create container ioctl'],
    reference: `${server}/container_create.go`,
    causes: ['shim-fault'],
  },
  {
    id: 'cri-race',
    component: 'containerd',
    title: 'The pod or the container was stopped while it was being started',
    hostProcess: true,
    pattern:
      /failed to find sandbox id "[^"\n]{1,80}"|sandbox container "[^"\n]{1,80}" is not running|failed to set starting state for container/,
    literals: ['failed to find sandbox id', 'sandbox container ', 'failed to set starting state for container'],
    samples: [
      'Error: failed to find sandbox id "8f2d7c41": not found',
      'Error: sandbox container "8f2d7c41" is not running',
      'Error: failed to set starting state for container "agent": container is in CONTAINER_EXITED state',
    ],
    nearMisses: ['sandbox container started'],
    reference: `${server}/container_start.go`,
    causes: ['start-race'],
  },
  {
    id: 'cri-reserved',
    component: 'containerd',
    title: 'An earlier attempt to create the same container is still at work',
    hostProcess: false,
    pattern: /failed to reserve (?:container|sandbox) name "[^"\n]{1,600}"/,
    literals: ['failed to reserve container name', 'failed to reserve sandbox name'],
    samples: [
      'Error: failed to reserve container name "agent_a_ops_3f8b_0": name "agent_a_ops_3f8b_0" is reserved for "8f2d7c41"',
    ],
    nearMisses: ['failed to reserve the name'],
    reference: `${server}/container_create.go`,
    causes: ['node-overloaded'],
  },
  {
    id: 'runtime-handler',
    component: 'containerd',
    title: 'The runtimeClassName of the pod names a handler that containerd on this node does not have',
    hostProcess: true,
    pattern: /no runtime for "(?<handler>[^"\n]{1,253})" is configured/,
    literals: ['no runtime for '],
    samples: [
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "runhcs-wcow-hypervisor" is configured',
    ],
    nearMisses: ['no runtime for this'],
    reference: `${server}/sandbox_run.go`,
    causes: ['runtime-handler'],
  },
  {
    id: 'runtime-ended',
    component: 'containerd',
    title: 'containerd stopped while the kubelet was talking to it',
    hostProcess: true,
    pattern:
      /(?:code = Unavailable desc = |(?:RunPodSandbox|CreateContainer|StartContainer)[^\n]{1,300} failed(?:, error)?: )error reading from server: EOF/,
    literals: ['error reading from server: EOF'],
    samples: ['Failed to create pod sandbox: rpc error: code = Unavailable desc = error reading from server: EOF'],
    nearMisses: ['error reading from server: timeout'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/defaults/defaults_windows.go',
    causes: ['containerd-stopped'],
  },
  {
    id: 'runtime-pipe-absent',
    component: 'containerd',
    title: 'Nothing answers on the pipe of containerd',
    hostProcess: true,
    pattern:
      /(?:open|dial|npipe:)[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd[^\n]{0,80}(?:The system cannot find the file specified|file does not exist)/,
    literals: ['containerd-containerd'],
    samples: [
      'connection error: desc = "transport: Error while dialing: open //./pipe/containerd-containerd: The system cannot find the file specified."',
    ],
    nearMisses: ['open \\\\.\\pipe\\csi-proxy-volume-v1: The system cannot find the file specified.'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/defaults/defaults_windows.go',
    causes: ['containerd-stopped'],
  },
  {
    id: 'runtime-pipe-denied',
    component: 'client',
    title: 'A program is not allowed to use the pipe of containerd',
    hostProcess: false,
    pattern:
      /(?:open|dial|npipe:|connect E[A-Z]{4,6})[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd[^\n]{0,80}Access is denied|connect E(?:ACCES|PERM) [^\n]{0,20}pipe[\\/]{1,8}containerd-containerd/,
    literals: ['containerd-containerd'],
    samples: [
      'connect EACCES \\\\.\\pipe\\containerd-containerd',
      'open //./pipe/containerd-containerd: Access is denied.',
    ],
    nearMisses: ['open \\\\.\\pipe\\csi-proxy-volume-v1: Access is denied.'],
    reference: 'https://github.com/microsoft/go-winio/blob/main/pipe.go',
    causes: ['runtime-pipe-access'],
  },
];

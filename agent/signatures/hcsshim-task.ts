import type { Signature } from '../signature.ts';

const service = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/cmd/containerd-shim-runhcs-v1';
const annotations = 'https://github.com/microsoft/hcsshim/blob/v0.13.0/pkg/annotations/annotations.go';
const id = '8f2d7c41b0e95a36d1c4e7b89a02f6c31d5e8b7a4f90c2361e7d5a8b4c9f0e12';

const pipe = /shim task: open [\\/]{2,8}\.[\\/]{1,4}pipe[\\/]{1,4}ctr-[^\n:]{1,200}: (?<tail>[^\n]{1,400})/;

const create = (text: string, end = ': unknown') =>
  `Error: failed to create containerd task: failed to create shim task: ${text}${end}`;

/** The shim rejects the pod: the parts of its request do not fit together. */
export const hcsshimTask: readonly Signature[] = [
  {
    id: 'pod-isolation',
    component: 'hcsshim',
    title: 'The pod is a HostProcess pod, but one of its containers is not a HostProcess container',
    hostProcess: true,
    pattern: /cannot create a normal process isolated container if the pod sandbox is a job container/,
    literals: ['if the pod sandbox is a job container'],
    samples: [create('cannot create a normal process isolated container if the pod sandbox is a job container')],
    nearMisses: ['cannot create a normal container'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/cmd/containerd-shim-runhcs-v1/pod.go',
    causes: ['mixed-containers'],
  },
  {
    id: 'hyperv-host-process',
    component: 'hcsshim',
    title: 'The runtime handler of the pod isolates with Hyper-V, where HostProcess containers cannot run',
    hostProcess: true,
    pattern:
      /UVM does not support HostProcess containers|invalid runtime sandbox isolation \(PROCESS\) for hypervisor isolated OCI spec/,
    literals: ['does not support HostProcess containers', 'for hypervisor isolated OCI spec'],
    samples: [
      'failed to create shim task: UVM does not support HostProcess containers: unknown',
      create('invalid runtime sandbox isolation (PROCESS) for hypervisor isolated OCI spec'),
    ],
    nearMisses: ['UVM does not support hot add'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.14.0/cmd/containerd-shim-runhcs-v1/service_internal.go',
    causes: ['hyperv-isolation'],
  },
  {
    id: 'annotation-conflict',
    component: 'hcsshim',
    title: 'An annotation switches HostProcess containers off, but the pod asks for one',
    hostProcess: true,
    pattern:
      /annotations? (?:expansion )?conflict: (?=[^\n]{0,300}hostprocess-container)|unable to process OCI Spec annotations: specified annotations conflict(?=: unknown|$)/,
    literals: ['disable-hostprocess-container', 'hostprocess-container', 'specified annotations conflict'],
    samples: [
      create(
        'unable to process OCI Spec annotations: specified annotations conflict: "microsoft.com/hostprocess-container" = "true" and "microsoft.com/disable-hostprocess-container" = "true"',
      ),
      create('unable to process OCI Spec annotations: specified annotations conflict'),
    ],
    nearMisses: ['specified annotations conflict: "io.microsoft.a" = "1" and "io.microsoft.b" = "2"'],
    reference: annotations,
    causes: ['host-process-disabled'],
  },
  {
    id: 'task-race',
    component: 'hcsshim',
    title: 'The container or its pod was stopped, or replaced, while it was being started',
    hostProcess: true,
    pattern:
      /exec: '[^'\n]{0,80}' in task: '[^'\n]{1,80}' is in invalid state: '[a-z]{1,20}' for start|task with id: '[^'\n]{1,80}' (?:cannot be created in pod: '[^'\n]{1,80}' which is not running|already exists id pod|must be created first|not found)/,
    literals: ['is in invalid state', 'task with id: '],
    samples: [
      `Error: failed to start containerd task "agent": exec: '${id}' in task: '${id}' is in invalid state: 'exited' for start: failed precondition`,
      create(`task with id: '${id}' already exists id pod: '${id}'`, ': already exists'),
    ],
    nearMisses: ['task with id 7 not found'],
    reference: `${service}/pod.go`,
    causes: ['start-race'],
  },
  {
    id: 'shim-request',
    component: 'hcsshim',
    title: 'The shim does not understand a request of containerd',
    hostProcess: true,
    pattern:
      /expected annotation: 'io\.kubernetes\.cri\.container-type'|shim task: (?:unsupported (?:Windows )?mount type|invalid windows mount type)|Rootfs does not contain exactly 1 mount for the root file system|(?:must|cannot) pass (?:either|both) a rootfs mount (?:and|or) Windows\.LayerFolders|shim task: (?:expected a single rootfs mount|rootfs mount is missing Target path)|shim task: (?:need at least 1 parent layer|BlockCIM type not provided|merged CIM path not provided|invalid block CIM type)|failed to read shim options from stdin|shim task after downgrading/,
    literals: [
      'io.kubernetes.cri.container-type',
      'unsupported mount type',
      'unsupported Windows mount type',
      'invalid windows mount type',
      'Rootfs does not contain exactly 1 mount',
      'a rootfs mount',
      'need at least 1 parent layer',
      'BlockCIM type not provided',
      'merged CIM path not provided',
      'invalid block CIM type',
      'expected a single rootfs mount',
      'rootfs mount is missing Target path',
      'failed to read shim options from stdin',
      'shim task after downgrading',
    ],
    samples: [
      create("unsupported mount type 'CimFS'", ': failed precondition'),
      create('Rootfs does not contain exactly 1 mount for the root file system', ': failed precondition'),
      create('must pass either a rootfs mount or Windows.LayerFolders', ': invalid argument'),
      'failed to read shim options from stdin: unexpected runtime options type *options.Other',
    ],
    nearMisses: ["unsupported mount type 'nfs'"],
    reference: `${service}/service_internal.go`,
    causes: ['shim-mismatch'],
  },
  {
    id: 'windows-unsupported',
    component: 'hcsshim',
    title: 'This Windows is too old for pods',
    hostProcess: true,
    pattern: /pod support is not available on Windows versions previous to RS5/,
    literals: ['pod support is not available on Windows versions'],
    samples: [
      create('pod support is not available on Windows versions previous to RS5 (17763)', ': failed precondition'),
    ],
    nearMisses: ['not available on this Windows version'],
    reference: `${service}/pod.go`,
    causes: ['windows-too-old'],
  },
  {
    id: 'bundle-config',
    component: 'hcsshim',
    title: 'The shim could not read the bundle that containerd wrote for the container',
    hostProcess: true,
    pattern: /shim task: open (?<path>[^\n]{1,500}?[\\/]config\.json): (?<tail>[^\n]{1,400})/,
    literals: ['failed to create shim task'],
    samples: [
      create('open C:\\ProgramData\\containerd\\state\\x\\config.json: The system cannot find the file specified.'),
    ],
    nearMisses: ['open C:\\x\\config.json: The system cannot find the file specified.'],
    reference: `${service}/service_internal.go`,
    causes: ['container-storage'],
  },
  {
    id: 'stdio-pipe',
    component: 'hcsshim',
    title: 'The shim could not open the pipe that containerd reads the output of the container from',
    hostProcess: true,
    pattern: pipe,
    codes: { except: [5] },
    literals: ['failed to create shim task'],
    samples: [create('open \\\\.\\pipe\\ctr-8f2d-stdout: The system cannot find the file specified.')],
    nearMisses: ['open \\\\.\\pipe\\ctr-8f2d-stdout: The system cannot find the file specified.'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/cmd/io_npipe.go',
    causes: ['shim-fault'],
  },
  {
    id: 'stdio-pipe-denied',
    component: 'hcsshim',
    title: 'The shim was denied the pipe that containerd reads the output of the container from',
    hostProcess: true,
    pattern: pipe,
    codes: { only: [5] },
    literals: ['failed to create shim task'],
    samples: [create('open \\\\.\\pipe\\ctr-8f2d-stdout: Access is denied.')],
    nearMisses: ['open \\\\.\\pipe\\ctr-8f2d-stdout: Access is denied.'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/cmd/io_npipe.go',
    causes: ['containerd-account', 'security-product'],
  },
  {
    id: 'shim-panic',
    component: 'hcsshim',
    title: 'The shim of a container crashed',
    hostProcess: true,
    pattern: /found shim panic logs during delete/,
    literals: ['found shim panic logs during delete'],
    samples: ['found shim panic logs during delete'],
    nearMisses: ['found logs during delete'],
    reference: `${service}/delete.go`,
    causes: ['shim-fault'],
  },
];

import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

const id = '8f2d7c41b0e95a36d1c4e7b89a02f6c31d5e8b7a4f90c2361e7d5a8b4c9f0e12';

const create = (text: string, end = ': unknown') =>
  `Error: failed to create containerd task: failed to create shim task: ${text}${end}`;

/** The shim rejects the pod: the parts of its request do not fit together. Source: hcsshim cmd/containerd-shim-runhcs-v1, internal/cmd and pkg/annotations. */
export const hcsshimTask: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true })({
  'pod-isolation': {
    title: 'The pod is a HostProcess pod, but one of its containers is not a HostProcess container',
    said: 'cannot create a normal process isolated container if the pod sandbox is a job container',
    causes: ['mixed-containers'],
  },
  'hyperv-host-process': {
    title: 'The runtime handler of the pod isolates with Hyper-V, where HostProcess containers cannot run',
    pattern:
      /UVM does not support HostProcess containers|invalid runtime sandbox isolation \(PROCESS\) for hypervisor isolated OCI spec/,
    sample: 'failed to create shim task: UVM does not support HostProcess containers: unknown',
    causes: ['hyperv-isolation'],
  },
  'annotation-conflict': {
    title: 'An annotation switches HostProcess containers off, but the pod asks for one',
    pattern:
      /annotations? (?:expansion )?conflict: (?=[^\n]{0,300}hostprocess-container)|unable to process OCI Spec annotations: specified annotations conflict(?=: unknown|$)/,
    literals: ['disable-hostprocess-container', 'hostprocess-container', 'specified annotations conflict'],
    sample: create(
      'unable to process OCI Spec annotations: specified annotations conflict: "microsoft.com/hostprocess-container" = "true" and "microsoft.com/disable-hostprocess-container" = "true"',
    ),
    causes: ['host-process-disabled'],
  },
  'shim-request': {
    title: 'The shim does not understand a request of containerd',
    pattern:
      /expected annotation: 'io\.kubernetes\.cri\.container-type'|shim task: (?:unsupported (?:Windows )?mount type|invalid windows mount type)|Rootfs does not contain exactly 1 mount for the root file system|(?:must|cannot) pass (?:either|both) a rootfs mount (?:and|or) Windows\.LayerFolders|shim task: (?:expected a single rootfs mount|rootfs mount is missing Target path)|shim task: (?:need at least 1 parent layer|BlockCIM type not provided|merged CIM path not provided|invalid block CIM type)|failed to read shim options from stdin|shim task after downgrading|field 'Spec\.Windows\.Layerfolders' is not populated|failed to mount container layers: layers can not be nil|must pass at least two Windows\.LayerFolders/,
    samples: [
      create("unsupported mount type 'CimFS'", ': failed precondition'),
      create("failed to mount container layers: field 'Spec.Windows.Layerfolders' is not populated"),
    ],
    causes: ['shim-mismatch'],
  },
  'root-path': {
    title:
      'The shim could not use the bundle or the root that containerd made for the container, or not mount its volume',
    pattern:
      /(?:shim task: open [^\n]{1,500}?[\\/]config\.json|invalid container spec - Root\.Path '[^'\n]{0,300}' must be a volume GUID path|shim task: mkdir [A-Za-z]:[^\n:]{1,200}[\\/]jobcontainer\d[^\n:]{0,40}|shim task: failed to mount sandbox volume to [^\n]{1,300}? on host)(?:: (?<tail>[^\n]{1,400}))?/,
    samples: [
      create('open C:\\ProgramData\\containerd\\state\\x\\config.json: The system cannot find the file specified.'),
      create('mkdir C:\\Windows\\TEMP\\jobcontainer2817: Access is denied.'),
      create(
        "invalid container spec - Root.Path 'C:\\x' must be a volume GUID path in the format '\\\\?\\Volume{GUID}\\'",
      ),
    ],
    causes: ['container-storage'],
  },
  'stdio-pipe-denied': {
    title: 'The shim was denied the pipe that containerd reads the output of the container from',
    pattern: /shim task: open [\\/]{2,16}\.[\\/]{1,8}pipe[\\/]{1,8}ctr-[^\n:]{1,200}: (?<tail>[^\n]{1,400})/,
    codes: { only: [5] },
    sample: create('open \\\\.\\pipe\\ctr-8f2d-stdout: Access is denied.'),
    causes: ['containerd-account', 'security-product'],
  },
  'shim-step': {
    title: 'An internal step of the shim failed, or the shim crashed by a fault of its own',
    pattern:
      /failed to create local account for container: failed to generate random password|invalid token for creating environment block|failed to make std(?:in|out|err) pipe inheritable|failed to start host process: close process's stdio handle|failed to update proc thread attributes for job object|failed to bind rootfs to [^\n]{1,300}: job is not a silo|found shim panic logs during delete|hcsshim\/internal\/jobcontainers\.[^\n]{1,200}|: containerd-shim-runhcs-v1\.exe, [^\n:]{1,30}: \d{1,5}\.\d{1,5}\./,
    samples: [
      create('failed to bind rootfs to C:\\hpc\\: job is not a silo'),
      'github.com/Microsoft/hcsshim/internal/jobcontainers.(*JobContainer).CreateProcess(0xc0002a4000)',
    ],
    causes: ['shim-fault'],
  },
  'task-race': {
    title: 'The container or its pod was stopped, or replaced, while it was being started',
    pattern:
      /exec: '[^'\n]{0,80}' in task: '[^'\n]{1,80}' is in invalid state: '[a-z]{1,20}' for start|task with id: '[^'\n]{1,80}' (?:cannot be created in pod: '[^'\n]{1,80}' which is not running|already exists id pod|must be created first|not found)|job cannot have running processes to be promoted to a silo|failed to start host process: the handle has already been closed/,
    sample: `Error: failed to start containerd task "agent": exec: '${id}' in task: '${id}' is in invalid state: 'exited' for start: failed precondition`,
    causes: ['start-race'],
  },
  'shim-exhausted': {
    title: 'There was too little memory for a step of the shim',
    pattern:
      /failed to set PATHEXT|failed to create pipes for pseudo console|failed to initialize process thread attribute list|failed to get application name from commandline[^\n]{0,2000}: failed to get system directory: /,
    sample:
      'Error: failed to start containerd task "agent": failed to set PATHEXT: The parameter is incorrect.: unknown',
    causes: ['resource-limit'],
  },
  'windows-unsupported': {
    title: 'This Windows is too old for a step of the shim',
    pattern:
      /pod support is not available on Windows versions previous to RS5|cpu affinity with multiple processor groups requires Windows Server 2022 or later|failed to attach overlay filter/,
    sample: create('pod support is not available on Windows versions previous to RS5 (17763)', ': failed precondition'),
    causes: ['windows-too-old'],
  },
  'job-running': {
    title: 'The shim could not stop a running HostProcess container, signal it, or read its counters or processes',
    pattern:
      /(?:failed to query for job (?:containers?|object) [a-z ]{1,40}|failed to get (?:pids in container(?!: failed initial query)|private working set for container)|supported property type for job containers|failed to (?:terminate job container|open remote thread in target process|load CtrlRoutine))(?:[^\n]{0,200}?: (?<tail>[^\n:]{1,400})(?=: unknown|$))?/,
    samples: [
      'failed to query for job containers storage information: Access is denied.',
      'failed to send signal: failed to open remote thread in target process 6120: Access is denied.: unknown',
    ],
    causes: ['security-product', 'shim-fault'],
  },
  'job-noted': {
    title: 'The shim warns: a step at the end of a HostProcess container, or a message about its processes, failed',
    warns: true,
    pattern:
      /failed to (?:signal process in job container|close (?:one or more job container resources|job container std(?:in|out|err)))|error while polling for job container notification/,
    sample: 'failed to signal process in job container',
    causes: ['shim-fault'],
  },
});

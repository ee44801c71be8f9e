import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { byCode, catalogue } from './catalogue.ts';
import { troubleWords } from './words.ts';

const spec = (text: string) => `Error: failed to generate container "c0ffee" spec: failed to generate spec: ${text}`;

/** containerd's CRI service: the pod as a whole, its mounts and files, and the pipe that clients use. Source: containerd pkg/cri at v1.7.34. */
export const containerd: readonly Signature[] = catalogue({ component: 'containerd', hostProcess: true })({
  'cri-host-process': {
    title: 'The pod and one of its containers do not agree on being HostProcess',
    said: 'pod spec and all containers inside must have the HostProcess field set to be valid',
    causes: ['host-process-ignored', 'mixed-containers'],
  },
  // Of kubectl get nodes -o wide.
  'runtime-old': {
    title: 'containerd is too old: before 1.6 it starts HostProcess containers as ordinary ones',
    ifTold: true,
    hostProcess: false,
    pattern: /\bWindows Server [^\n]{1,120} containerd:\/\/1\.[0-5]\./,
    literals: ['containerd://1.'],
    sample: 'win-1  Ready  v1.23.17  Windows Server 2022 Datacenter  10.0.20348.1607  containerd://1.5.18',
    causes: ['host-process-ignored'],
  },
  'mount-drive': {
    title: 'A mount of the pod has the whole C: drive as its destination',
    said: 'destination path can not be C drive',
    causes: ['mount-invalid'],
  },
  'mount-source': {
    title: 'containerd can neither read nor create the source of a mount on the node',
    everywhere: true,
    pattern:
      /failed to generate container "[^"\n]{1,80}" spec: [^\n]{0,120}?failed to (?:stat|resolve symlink|mkdir) "(?![^"\n]{1,300}io\.containerd\.grpc\.v1\.cri[\\/]{1,16}containers[\\/])(?<path>[^"\n]{1,400})"(?:: mkdir [^\n]{1,400}?: (?<tail>[^\n]{1,400}))?/,
    samples: [
      spec('failed to stat "\\\\\\\\fs01\\\\share": CreateFile \\\\fs01\\share: Access is denied.'),
      spec('failed to mkdir "C:\\\\data": mkdir C:\\data: Access is denied.'),
    ],
    causes: ['mount-source'],
  },
  'container-files': {
    title: 'The directory or the log file of the container could not be created on the node',
    everywhere: true,
    pattern:
      /failed to create (?:container loggers(?:: failed to create and open log file: (?:open [^\n]{1,300}: )?(?<tail>[^\n]{1,400}))?|container root directory)|create container log directory for container [^\n]{1,253} failed: mkdir/,
    sample:
      'Error: failed to create containerd task: failed to create container loggers: failed to create and open log file: Access is denied.',
    causes: ['container-storage'],
  },
  'cri-race': {
    title: 'The pod or the container was stopped while it was being started',
    everywhere: true,
    pattern:
      /failed to find sandbox id "[^"\n]{1,80}"|sandbox container "[^"\n]{1,80}" is not running|failed to set starting state for container|container is in removing state, can't be started/,
    sample: 'Error: failed to find sandbox id "8f2d7c41": not found',
    causes: ['start-race'],
  },
  'cri-reserved': {
    title: 'An earlier attempt to create the same container is still running',
    hostProcess: false,
    pattern: /failed to reserve (?:container|sandbox) name "[^"\n]{1,600}"/,
    sample:
      'Error: failed to reserve container name "agent_a_ops_3f8b_0": name "agent_a_ops_3f8b_0" is reserved for "8f2d7c41"',
    causes: ['node-overloaded'],
  },
  'runtime-handler': {
    title: 'The runtimeClassName of the pod names a handler that containerd on this node does not have',
    everywhere: true,
    pattern: /no runtime for "(?<handler>[^"\n]{1,253})" is configured/,
    sample:
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "runhcs-wcow-hypervisor" is configured',
    causes: ['runtime-handler'],
  },
  'runtime-ended': {
    title: 'containerd stopped while the kubelet was talking to it',
    everywhere: true,
    pattern:
      /(?:code = Unavailable desc = |(?:RunPodSandbox|CreateContainer|StartContainer)[^\n]{1,300} failed(?:, error)?: )error reading from server: EOF/,
    sample: 'Failed to create pod sandbox: rpc error: code = Unavailable desc = error reading from server: EOF',
    causes: ['containerd-stopped'],
  },
  'runtime-starting': {
    title: 'containerd has started, but does not answer the kubelet yet',
    hostProcess: false,
    pattern: /rpc error: code = [A-Za-z]{1,20} desc = server is not initialized yet/,
    sample: 'listing pod sandboxes: rpc error: code = Unknown desc = server is not initialized yet',
    causes: ['containerd-starting'],
  },
  'runtime-pipe-taken': {
    title: 'containerd does not start: it cannot open its own pipe',
    pattern:
      /failed to get listener for (?:main|debug)(?: ttrpc)? endpoint: open [^\n]{0,40}pipe[\\/]{1,8}containerd-(?:containerd|debug)[^\n]{0,40}?: (?<tail>[^\n"]{1,300})/,
    sample:
      'containerd: failed to get listener for main ttrpc endpoint: open //./pipe/containerd-containerd.ttrpc: Access is denied.',
    causes: ['second-containerd'],
  },
  'containerd-logon': {
    component: 'windows',
    title: 'containerd does not start: its service cannot log on with its account',
    pattern:
      /\b[Cc]ontainerd service (?:was unable to log on as |failed to start due to the following error:\s{0,4}[^\n]{0,60}(?:%%1069|logon failure))/,
    sample: 'The containerd service was unable to log on as .\\containerd with the currently configured password',
    causes: ['containerd-account'],
  },
  'containerd-configuration': {
    title: 'containerd does not accept its configuration, or runs without the part that the kubelet talks to (CRI)',
    hostProcess: false,
    pattern:
      /unknown service runtime\.v1(?:alpha2)?\.(?:Runtime|Image)Service|failed to load plugin io\.containerd\.(?:grpc\.v1\.cri|cri\.v1\.[a-z]{1,20})|invalid plugin config: |invalid cri [a-z]{1,20} config: |containerd: (?:toml: |\(\d{1,6}, \d{1,6}\): |open [^\n]{1,300}\.toml: )|failed to (?:load|unmarshal) TOML|Failure unmarshaling TOML|invalid (?:disabled plugin|plugin key) URI|drop-in config version|(?:unsupported|containerd) config(?:uration)? version/,
    samples: [
      'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "npipe:////./pipe/containerd-containerd": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
      'failed to load plugin io.containerd.grpc.v1.cri: invalid plugin config: `mirrors` cannot be set when `config_path` is provided',
      'containerd: failed to load TOML: C:\\Program Files\\containerd\\config.toml: (12, 3): unexpected token',
      'containerd: drop-in config version 3 higher than root config version 2',
    ],
    causes: ['containerd-configuration'],
  },
  'runtime-pipe-absent': {
    title: 'Nothing answers on the pipe of containerd',
    pattern: /(?:open|dial|npipe:|connect E[A-Z]{4,6})[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd/,
    literals: ['containerd-containerd'],
    says: [...errorTextsOf([2]), 'file does not exist', 'ENOENT', 'no such file'],
    sample:
      'connection error: desc = "transport: Error while dialing: open //./pipe/containerd-containerd: The system cannot find the file specified."',
    causes: ['containerd-stopped'],
  },
  'runtime-pipe-denied': {
    component: 'client',
    title: 'A program is not allowed to use the pipe of containerd',
    hostProcess: false,
    pattern:
      /(?<!listener for [^\n]{0,40})(?:open|dial|npipe:|connect E[A-Z]{4,6})[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd/,
    literals: ['containerd-containerd'],
    says: troubleWords.denied,
    sample: 'connect EACCES \\\\.\\pipe\\containerd-containerd',
    causes: ['runtime-pipe-access'],
  },
  'runtime-pipe-silent': {
    title: 'The pipe of containerd gave no usable answer',
    hostProcess: false,
    rest: true,
    ifTold: true,
    pattern: /pipe[\\/]{1,8}containerd-containerd/,
    literals: ['containerd-containerd'],
    says: ['deadline exceeded', 'EOF', 'Unavailable', 'broken pipe', 'rror', 'ailed'],
    unless: ['MountVolume'],
    sample: "connect endpoint 'npipe:////./pipe/containerd-containerd': context deadline exceeded",
    causes: ['containerd-stopped', 'runtime-pipe-access'],
  },
});

const exec = /failed to start shim: start failed: [^\n]{0,20}?fork\/exec (?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/;

const task = (text: string) => `Error: failed to create containerd task: failed to start shim: ${text}`;

/** containerd starts the shim of a container and talks to it. Source: containerd runtime/v2 at v1.7.34, hcsshim cmd/containerd-shim-runhcs-v1/start.go. */
export const containerdShim: readonly Signature[] = catalogue({
  component: 'containerd',
  hostProcess: true,
  everywhere: true,
})({
  'shim-missing': {
    title: 'containerd did not find the shim of the runtime that it was told to start',
    pattern:
      /failed to resolve runtime path(?!: runtime [\\"]{1,8}com\.docker\.)(?:: runtime [\\"]{1,8}[\w.-]{1,80})?|failed to start shim: [^\n]{0,60}exec: [^\n]{1,300}: executable file not found in/,
    sample: task(
      'failed to resolve runtime path: runtime "io.containerd.runhcs.v1" binary not installed "containerd-shim-runhcs-v1.exe": file does not exist: unknown',
    ),
    causes: ['shim-missing'],
  },
  'shim-newer': {
    title: 'The shim is newer than the containerd that runs, which does not know its protocol',
    pattern: /failed to start shim: (?:start failed: )?unsupported shim version/,
    sample: task('start failed: unsupported shim version (3): not implemented'),
    // Source: github.com/containerd/containerd/issues/10984
    causes: ['shim-mismatch'],
  },
  ...byCode({
    pattern: exec,
    say: (text) => task(`start failed: : fork/exec C:\\containerd\\containerd-shim-runhcs-v1.exe: ${text}: unknown`),
  })({
    'shim-unfit': {
      codes: [2, 3, 193, 216],
      title: 'The shim on this node is not a program that this Windows can run',
      causes: ['shim-missing'],
    },
    'shim-blocked': {
      title: 'Windows does not let containerd start its shim',
      causes: ['security-product', 'shim-missing'],
    },
  }),
  'shim-hosting': {
    component: 'hcsshim',
    title: 'A new shim could not reach the shim of its pod',
    pattern: /failed to connect to hosting shim(?:: open [^\n:]{1,400}: (?<tail>[^\n]{1,400}))?/,
    sample: task(
      'start failed: failed to connect to hosting shim: open \\\\.\\pipe\\ProtectedPrefix\\Administrators\\containerd-shim-k8s.io-8f2d-pipe: The system cannot find the file specified. : exit status 1: unknown',
    ),
    causes: ['containerd-account', 'shim-fault'],
  },
  'shim-ended': {
    title: 'The shim ended before containerd could reach it, or the pipes between them could not be made',
    pattern:
      /npipe not found on reconnect|failed to get shim pid from hosting shim|failed to start shim: start failed: (?![^\n]{0,300}(?:hosting shim|shim options|fork\/exec|TTRPC|OCI spec))[^\n]{0,300}: exit status |failed to deserialize valid OCI spec|failed to create TTRPC connection: open |failed to start shim: (?:open shim log pipe|failed to write bootstrap\.json)|(?:shim task|start failed|containerd task "[^"\n]{1,253}"): ttrpc: closed|failed to create container io(?=: |$)/,
    samples: [
      task(
        'start failed: failed to create TTRPC connection: npipe not found on reconnect: file does not exist: unknown',
      ),
      'Error: failed to create container io: open \\\\.\\pipe\\containerd-8f2d-stdout: Access is denied.',
    ],
    causes: ['shim-fault'],
  },
  'shim-slow': {
    title: 'The shim did not answer in time',
    pattern: /timed out waiting for npipe|shim task: context deadline exceeded/,
    sample: task(
      'start failed: failed to create TTRPC connection: timed out waiting for npipe \\\\.\\pipe\\x: context deadline exceeded',
    ),
    causes: ['node-overloaded'],
  },
});

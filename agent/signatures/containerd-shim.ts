import type { Signature } from '../signature.ts';

const runtime = 'https://github.com/containerd/containerd/blob/v1.7.34/runtime/v2';
const shim = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/cmd/containerd-shim-runhcs-v1';

const exec = /failed to start shim: start failed: [^\n]{0,20}?fork\/exec (?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/;
const unfit = [2, 3, 193, 216];
const exhausted = [8, 14, 1450, 1455, 1816];

const task = (text: string) => `Error: failed to create containerd task: failed to start shim: ${text}`;

/** containerd starts the shim of a container and talks to it. */
export const containerdShim: readonly Signature[] = [
  {
    id: 'shim-missing',
    component: 'containerd',
    title: 'containerd did not find its shim, containerd-shim-runhcs-v1.exe',
    hostProcess: true,
    everywhere: true,
    pattern:
      /failed to resolve runtime path(?!: runtime [\\"]{1,8}(?![\\"]|io\.containerd\.runhcs\.))|failed to start shim: [^\n]{0,60}exec: [^\n]{1,300}: executable file not found in/,
    literals: ['failed to resolve runtime path', 'failed to start shim'],
    samples: [
      task(
        'failed to resolve runtime path: runtime "io.containerd.runhcs.v1" binary not installed "containerd-shim-runhcs-v1.exe": file does not exist: unknown',
      ),
      task('exec: "containerd-shim-runhcs-v1.exe": executable file not found in %PATH%: unknown'),
    ],
    nearMisses: ['failed to resolve path', 'exec: "agent.exe": executable file not found in %PATH%'],
    reference: `${runtime}/manager.go`,
    causes: ['shim-missing'],
  },
  {
    id: 'shim-other-runtime',
    component: 'containerd',
    title:
      'containerd did not find the shim of the runtime that it was told to start, which is not that of Windows pods',
    hostProcess: true,
    everywhere: true,
    pattern: /failed to resolve runtime path: runtime [\\"]{1,8}(?![\\"]|io\.containerd\.runhcs\.|com\.docker\.)/,
    literals: ['failed to resolve runtime path'],
    samples: [
      task(
        'failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2.exe": file does not exist: unknown',
      ),
    ],
    nearMisses: ['failed to resolve runtime path: runtime "com.docker.hcsshim.v1" binary not installed'],
    reference: `${runtime}/manager.go`,
    causes: ['shim-missing'],
  },
  {
    id: 'shim-newer',
    component: 'containerd',
    title: 'The shim is newer than the containerd that runs, which does not know its protocol',
    hostProcess: true,
    everywhere: true,
    pattern: /failed to start shim: (?:start failed: )?unsupported shim version/,
    literals: ['unsupported shim version'],
    samples: [task('start failed: unsupported shim version (3): not implemented')],
    nearMisses: ['unsupported shim options'],
    reference: 'https://github.com/containerd/containerd/issues/10984',
    causes: ['shim-mismatch'],
  },
  {
    id: 'shim-unfit',
    component: 'containerd',
    title: 'The shim on this node is not a program that this Windows can run',
    hostProcess: true,
    pattern: exec,
    codes: { only: unfit },
    literals: ['failed to start shim'],
    samples: [
      task(
        'start failed: : fork/exec C:\\containerd\\containerd-shim-runhcs-v1.exe: %1 is not a valid Win32 application.: unknown',
      ),
    ],
    nearMisses: ['fork/exec C:\\x.exe: %1 is not a valid Win32 application.'],
    reference: `${runtime}/binary.go`,
    causes: ['shim-missing'],
  },
  {
    id: 'shim-blocked',
    component: 'containerd',
    title: 'Windows does not let containerd start its shim',
    hostProcess: true,
    pattern: exec,
    codes: { except: [...unfit, ...exhausted] },
    literals: ['failed to start shim'],
    samples: [
      task('start failed: : fork/exec C:\\containerd\\containerd-shim-runhcs-v1.exe: Access is denied.: unknown'),
    ],
    nearMisses: ['fork/exec C:\\x.exe: Access is denied.'],
    reference: `${runtime}/binary.go`,
    causes: ['security-product', 'shim-missing'],
  },
  {
    id: 'shim-memory',
    component: 'containerd',
    title: 'There was too little memory to start the shim',
    hostProcess: true,
    pattern: exec,
    codes: { only: exhausted },
    literals: ['failed to start shim'],
    samples: [
      task(
        'start failed: : fork/exec C:\\containerd\\containerd-shim-runhcs-v1.exe: The paging file is too small for this operation to complete.: unknown',
      ),
    ],
    nearMisses: ['fork/exec C:\\x.exe: The paging file is too small for this operation to complete.'],
    reference: `${runtime}/binary.go`,
    causes: ['resource-limit'],
  },
  {
    id: 'shim-hosting',
    component: 'hcsshim',
    title: 'A new shim could not reach the shim of its pod',
    hostProcess: true,
    pattern: /failed to connect to hosting shim(?:: open [^\n:]{1,400}: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to connect to hosting shim'],
    samples: [
      task(
        'start failed: failed to connect to hosting shim: open \\\\.\\pipe\\ProtectedPrefix\\Administrators\\containerd-shim-k8s.io-8f2d-pipe: The system cannot find the file specified. : exit status 1: unknown',
      ),
    ],
    nearMisses: ['failed to connect to shim'],
    reference: `${shim}/start.go`,
    causes: ['containerd-account', 'shim-fault'],
  },
  {
    id: 'shim-ended',
    component: 'containerd',
    title: 'The shim ended before containerd could reach it',
    hostProcess: true,
    everywhere: true,
    pattern:
      /npipe not found on reconnect|failed to get shim pid from hosting shim|failed to start shim: start failed: (?![^\n]{0,300}(?:hosting shim|shim options|fork\/exec|TTRPC|OCI spec))[^\n]{0,300}: exit status |failed to deserialize valid OCI spec|failed to create TTRPC connection: open |failed to start shim: (?:open shim log pipe|failed to write bootstrap\.json)|(?:shim task|start failed|containerd task "[^"\n]{1,253}"): ttrpc: closed/,
    literals: [
      'npipe not found on reconnect',
      'failed to start shim: start failed: ',
      'failed to get shim pid from hosting shim',
      'ttrpc: closed',
      'failed to deserialize valid OCI spec',
      'failed to create TTRPC connection: open ',
      'open shim log pipe',
      'failed to write bootstrap.json',
    ],
    samples: [
      task(
        'start failed: failed to create TTRPC connection: npipe not found on reconnect: file does not exist: unknown',
      ),
      'Error: failed to create containerd task: failed to create shim task: ttrpc: closed: unknown',
      'Error: failed to start containerd task "agent": ttrpc: closed: unknown',
      task('start failed: failed to get shim pid from hosting shim: ttrpc: closed : exit status 1: unknown'),
    ],
    nearMisses: ['ttrpc: closed'],
    reference: `${runtime}/shim/util_windows.go`,
    causes: ['shim-fault'],
  },
  {
    id: 'shim-slow',
    component: 'containerd',
    title: 'The shim did not answer in time',
    hostProcess: true,
    everywhere: true,
    pattern: /timed out waiting for npipe|shim task: context deadline exceeded/,
    literals: ['timed out waiting for npipe', 'failed to create shim task: context deadline exceeded'],
    samples: [
      task(
        'start failed: failed to create TTRPC connection: timed out waiting for npipe \\\\.\\pipe\\x: context deadline exceeded',
      ),
      'Error: failed to create containerd task: failed to create shim task: context deadline exceeded',
    ],
    nearMisses: ['context deadline exceeded while waiting for the shim'],
    reference: `${runtime}/shim/util_windows.go`,
    causes: ['node-overloaded'],
  },
  {
    id: 'shim-sandbox-gone',
    component: 'containerd',
    title: 'The pod was stopped while its container was being created',
    hostProcess: true,
    everywhere: true,
    pattern: /can't find shim for sandbox/,
    literals: ["can't find shim for sandbox"],
    samples: [task("can't find shim for sandbox 8f2d7c41: not found")],
    nearMisses: ["can't find the sandbox"],
    reference: 'https://github.com/containerd/containerd/blob/v2.0.11/core/runtime/v2/shim_manager.go',
    causes: ['start-race'],
  },
];

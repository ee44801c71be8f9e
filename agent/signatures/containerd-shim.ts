import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

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

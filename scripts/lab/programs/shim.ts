import { spawn } from 'node:child_process';
import { readPlan, rememberAccount } from './node.ts';

/** containerd-shim-runhcs-v1.exe: `-v`, or the shim of one sandbox, which starts what runs in it and stays. */
export async function shim(args: readonly string[]): Promise<void> {
  const plan = readPlan();
  if (args.includes('-v') || args.includes('--version')) {
    const { shim: version } = plan.containerd;
    const own = version === null ? '' : ` ${version}\ncommit: 04b6c2a1f0a8d1d8e3e6b7f2c1a9d4e5f6a7b8c9`;
    process.stdout.write(`containerd-shim-runhcs-v1 version${own}\nspec: 1.1.0\n`);
    return;
  }
  const sandboxId = args[args.indexOf('-id') + 1];
  const pod = plan.pods.find((candidate) => candidate.sandboxId === sandboxId);
  if (pod?.program != null) {
    const { pid } = spawn(pod.program, { stdio: 'ignore' });
    rememberAccount(pid, pod.user);
  }
  setInterval(() => undefined, 2 ** 30);
}

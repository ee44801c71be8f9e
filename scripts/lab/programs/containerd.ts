import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/win32';
import { type CriServer, serveCri } from '../cri-server.ts';
import type { NodePlan } from '../plan.ts';
import { appendLine, readPlan, rememberAccount, rememberServiceAccount } from './node.ts';
import { runService } from './service.ts';

const revision = 'b98a3aace656320842a23f4a392a33f46af97866';

/** containerd.exe: `--version`, or the service `--run-service --log-file <path>`. */
export async function containerd(args: readonly string[]): Promise<void> {
  const plan = readPlan();
  const { version, pipe } = plan.containerd;
  const module = `github.com/containerd/containerd${version.startsWith('1.') ? '' : '/v2'}`;
  if (args.includes('--version') || args.includes('-v')) {
    process.stdout.write(`containerd ${module} v${version} ${revision}\n`);
    return;
  }
  const logFile = args[args.indexOf('--log-file') + 1] ?? '';
  const log = (rest: string) => appendLine(logFile, `time="${new Date().toISOString()}" ${rest}`);
  let endpoint: { close(): Promise<void> } | undefined;
  await runService(
    async () => {
      const account = rememberServiceAccount('containerd');
      log(`level=info msg="starting containerd" revision=${revision} version=v${version}`);
      for (const pod of plan.pods) startShim(pod.sandboxId, { pipe, account });
      endpoint = await serveCri(criServer(plan));
      log(`level=info msg=serving... address=${JSON.stringify(pipe)}`);
      log('level=info msg="containerd successfully booted in 0.214000s"');
      for (const rest of plan.containerd.log) log(rest);
    },
    async () => {
      log('level=info msg="Stop CRI service"');
      await endpoint?.close();
    },
  );
}

function criServer({ containerd, pods }: NodePlan): CriServer {
  const createdAt = new Date().toISOString();
  return {
    path: containerd.pipe,
    version: containerd.version,
    silent: containerd.endpoint === 'silent',
    unanswered: containerd.unanswered,
    sandboxes: pods.map((pod) => ({ ...pod, id: pod.sandboxId, ready: true, createdAt })),
    containers: pods.map((pod) => ({ ...pod, id: pod.containerId, name: pod.container, state: 'running', createdAt })),
  };
}

/** Starts a shim, unless the one of this sandbox still runs: shims outlive containerd. */
function startShim(sandboxId: string, { pipe, account }: { pipe: string; account: string }): void {
  const known = join('C:\\lab\\shims', sandboxId);
  if (existsSync(known) && isRunning(Number(readFileSync(known, 'utf8')))) return;
  const program = join('C:\\Program Files\\containerd', 'containerd-shim-runhcs-v1.exe');
  const args = ['-namespace', 'k8s.io', '-address', pipe, '-publish-binary', process.execPath, '-id', sandboxId];
  const shim = spawn(program, args, { detached: true, stdio: 'ignore' });
  shim.unref();
  rememberAccount(shim.pid, account);
  mkdirSync('C:\\lab\\shims', { recursive: true });
  writeFileSync(known, String(shim.pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openRuntime } from '../agent/host/runtime/client.ts';

/** A containerd of its own: root, state and sockets below a temporary directory. */
export interface Containerd {
  process: ChildProcess;
  directory: string;
  socket: string;
}

export async function startContainerd(disabled: string[] = []): Promise<Containerd> {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-containerd-'));
  const at = (name: string) => join(directory, name);
  const config = `version = 2
root = ${JSON.stringify(at('root'))}
state = ${JSON.stringify(at('state'))}
disabled_plugins = ${JSON.stringify(disabled)}
[grpc]
address = ${JSON.stringify(at('containerd.sock'))}
[ttrpc]
address = ${JSON.stringify(at('containerd.sock.ttrpc'))}
[debug]
address = ""
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = ${JSON.stringify(at('cni/bin'))}
conf_dir = ${JSON.stringify(at('cni/conf'))}
`;
  writeFileSync(at('config.toml'), config);
  const log = openSync(at('log'), 'w');
  const process = spawn('containerd', ['--config', at('config.toml')], { stdio: ['ignore', log, log] });
  const socket = at('containerd.sock');
  const runtime = openRuntime(socket);
  while ((await runtime.connection({ timeoutMs: 5000 })) === 'absent') {
    if (process.exitCode !== null) throw new Error(`containerd ended:\n${readFileSync(at('log'), 'utf8')}`);
    await setTimeout(20);
  }
  runtime.close();
  return { process, directory, socket };
}

export async function stopContainerd({ process, directory }: Containerd): Promise<void> {
  const exited = once(process, 'exit');
  process.kill();
  await exited;
  rmSync(directory, { recursive: true });
}

import { createHost } from '../agent/host/machine.ts';
import { exit } from '../agent/host/stop-signals.ts';
import { main } from '../agent/main.ts';
import { introduce } from './introduce.ts';

/** Serves on this machine, in this process, until Ctrl-C or SIGTERM. */
export async function serveHere(port: number, flags: readonly string[]): Promise<number> {
  const argv = ['serve', '--listen', `127.0.0.1:${port}`, '--log-level', 'warn', ...flags];
  const over = new AbortController();
  const serving = main({ argv, createHost }).finally(() => over.abort());
  await introduce(`http://127.0.0.1:${port}`, over.signal);
  return exit(await serving);
}

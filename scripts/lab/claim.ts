import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../agent/error.ts';
import { lab } from './folder.ts';
import { end, type Prefix } from './wine.ts';

export const prefixIn = (directory: string): Prefix => ({
  directory: join(directory, 'prefix'),
  runtime: join(directory, 'run'),
});

/**
 * Takes a lab node's folder for this process, after ending and removing what an earlier one left there.
 * @returns the folder
 * @throws UserError when the process that holds it is alive
 */
export async function claim(name: string): Promise<string> {
  const directory = join(lab, 'nodes', name);
  const owner = join(directory, 'owner');
  if (existsSync(directory)) {
    const [pid = '', since] = existsSync(owner) ? readFileSync(owner, 'utf8').split(' ') : [];
    if (since !== undefined && startOf(pid) === since) {
      throw new UserError(
        `This lab node is already served, by process ${pid}. End that one with Ctrl-C first, or take another port with --port.`,
      );
    }
    await end(prefixIn(directory));
    rmSync(directory, { recursive: true, force: true });
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(owner, `${process.pid} ${startOf(String(process.pid))}`);
  return directory;
}

/** When a process started, in clock ticks since boot, so that a reused id is not taken for the old process; null: gone. */
function startOf(pid: string): string | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  // The program's name, in parentheses, may hold spaces; 20 fields after it comes starttime (proc_pid_stat(5)).
  return readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
}

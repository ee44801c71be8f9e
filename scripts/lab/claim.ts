import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../agent/error.ts';
import { lab } from '../../image/folder.ts';
import { end, type Prefix } from './wine.ts';

const nodes = join(lab, 'nodes');

export const prefixIn = (directory: string): Prefix => ({
  directory: join(directory, 'prefix'),
  runtime: join(directory, 'run'),
});

/**
 * Claims the folder of a lab node for this process, after it has removed all nodes whose process was killed.
 * @returns the folder
 * @throws UserError if another process that still runs has claimed it
 */
export async function claim(name: string): Promise<string> {
  await releaseAbandoned();
  const directory = join(nodes, name);
  const owner = ownerOf(directory);
  if (owner !== null) {
    throw new UserError(
      `Process ${owner} already serves this lab node. End it with Ctrl-C, or choose another port with --port.`,
    );
  }
  // A folder without an owner counts as abandoned, so it gets its place only when it has one.
  const claimed = mkdtempSync(join(lab, 'claim-'));
  writeFileSync(join(claimed, 'owner'), `${process.pid} ${startOf(String(process.pid))}`);
  renameSync(claimed, directory);
  return directory;
}

/** Ends and removes all nodes whose process was killed. */
export async function releaseAbandoned(): Promise<void> {
  mkdirSync(nodes, { recursive: true });
  for (const entry of readdirSync(nodes)) {
    if (ownerOf(join(nodes, entry)) === null) await release(join(nodes, entry));
  }
}

/** Ends all processes of a node and removes its folder. */
export async function release(directory: string): Promise<void> {
  await end(prefixIn(directory));
  rmSync(directory, { recursive: true, force: true });
}

/** The running process that has claimed a node's folder; null: none. */
function ownerOf(directory: string): string | null {
  const path = join(directory, 'owner');
  if (!existsSync(path)) return null;
  const [pid = '', since] = readFileSync(path, 'utf8').split(' ');
  return startOf(pid) === since ? pid : null;
}

/** When a process started, in clock ticks since boot, to detect a reused process id; null: it has ended. */
function startOf(pid: string): string | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  // The program's name, in parentheses, may hold spaces; 20 fields after it comes starttime (proc_pid_stat(5)).
  return readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
}

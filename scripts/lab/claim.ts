import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  const directory = join(nodes, name);
  await releaseAbandoned();
  for (let owner = ownerOf(directory); owner !== null; owner = ownerOf(directory)) {
    if (runs(owner)) {
      throw new UserError(
        `Process ${pidOf(owner)} already serves this lab node. End it with Ctrl-C, or choose another port with --port.`,
      );
    }
    // Another process is ending it.
    await sleep(50);
    await releaseAbandoned();
  }
  // The folder gets its place together with its owner.
  const claimed = mkdtempSync(join(nodes, 'claimed-'));
  writeFileSync(join(claimed, 'owner'), self());
  renameSync(claimed, directory);
  return directory;
}

/** Ends and removes all nodes whose process was killed, but those that another process is ending. */
export async function releaseAbandoned(): Promise<void> {
  mkdirSync(nodes, { recursive: true });
  for (const entry of readdirSync(nodes)) {
    const directory = join(nodes, entry);
    const owner = ownerOf(directory);
    if (owner !== null && !runs(owner) && inherits(directory, owner)) await release(directory);
  }
}

/** Ends all processes of a node and removes its folder. */
export async function release(directory: string): Promise<void> {
  await end(prefixIn(directory));
  // Its name becomes free at once, and nobody finds half of it.
  const ended = mkdtempSync(join(nodes, 'ended-'));
  renameSync(directory, ended);
  rmSync(ended, { recursive: true, force: true });
}

/** Whether this process is the first to take a folder over from a process that was killed. */
function inherits(directory: string, owner: string): boolean {
  const link = join(directory, `after-${pidOf(owner)}`);
  try {
    // Unlike a file, a link is made and written at once, and only once.
    symlinkSync(self(), link);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw error;
  }
  const heir = readIfThere(() => readlinkSync(link));
  return heir !== null && !runs(heir) && inherits(directory, heir);
}

/** The process that has claimed a node's folder; null: there is no such folder. */
const ownerOf = (directory: string) => readIfThere(() => readFileSync(join(directory, 'owner'), 'utf8'));

function readIfThere(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A process by its id and its start, so that a reused id is another one. */
const self = () => `${process.pid} ${startOf(String(process.pid))}`;
const pidOf = (one: string) => one.split(' ', 1)[0] ?? '';
const runs = (one: string) => one === `${pidOf(one)} ${startOf(pidOf(one))}`;

/** When a process started, in clock ticks since boot, to detect a reused process id; null: it has ended. */
function startOf(pid: string): string | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  // The program's name, in parentheses, may hold spaces; 20 fields after it comes starttime (proc_pid_stat(5)).
  return readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
}

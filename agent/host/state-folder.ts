import type { Stats } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { QueryError } from '../error.ts';
import type { State, StatePlace } from '../host.ts';
import { absentOrThrow, codeOf } from './error.ts';

/**
 * Every user can create folders and files below %ProgramData%; only the creator, SYSTEM and administrators can change them.
 * So another user may have created this one first: a link in place of the folder or the file is not followed, except for a
 * folder that the user names.
 */
export function openState(windows: boolean, { directory, file }: StatePlace): State {
  const shared = windows ? process.env.ProgramData : undefined;
  const folder = directory ?? (shared ? join(shared, 'hostprobe') : null);
  if (folder === null) return nowhere;
  const path = join(folder, file);

  const findFile = async (): Promise<boolean> => {
    const found = await lstat(path).catch(absentOrThrow);
    if (found !== null) requireFile(path, found);
    return found !== null;
  };
  const makePlace = async (): Promise<void> => {
    await mkdir(folder, { recursive: true });
    if (directory === null) requireFolder(folder, await lstat(folder));
    await findFile();
  };

  return {
    file: path,
    read: (maxBytes) => asked(async () => ((await findFile()) ? readEnd(path, maxBytes) : null)),
    append: (text) =>
      asked(async () => {
        await makePlace();
        return writeTo(path, 'a', text);
      }),
    replace: (text) =>
      asked(async () => {
        await makePlace();
        return replaceWith(path, text);
      }),
  };
}

const nowhere: State = {
  file: null,
  read: async () => null,
  append: () => Promise.reject(new QueryError('unsupported', 'this machine has no folder of hostprobe')),
  replace: () => Promise.reject(new QueryError('unsupported', 'this machine has no folder of hostprobe')),
};

function requireFolder(path: string, found: Stats): void {
  if (!found.isDirectory()) throw new QueryError('failed', `${path} must be a folder, but is ${kindOf(found)}`);
}

/** A hard link could be a second name of a file that only this account may change. */
function requireFile(path: string, found: Stats): void {
  if (!found.isFile()) throw new QueryError('failed', `${path} must be a file, but is ${kindOf(found)}`);
  if (found.nlink > 1) throw new QueryError('failed', `${path} must have no second name, but has ${found.nlink} names`);
}

const kindOf = (found: Stats) =>
  found.isSymbolicLink() ? 'a link' : found.isDirectory() ? 'a folder' : 'neither a file nor a folder';

/** Translates a rejection of Node to a QueryError. */
const asked = <T>(question: () => Promise<T>): Promise<T> => question().catch(thrown);
function thrown(error: unknown): never {
  throw absentOrThrow(error) ?? new QueryError('failed', (error as Error).message, codeOf(error));
}

async function readEnd(path: string, maxBytes: number): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, maxBytes));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString('utf8', 0, bytesRead);
}

/** Resolves with the size of the whole file when the text is on disk. */
async function writeTo(path: string, how: 'a' | 'wx', text: string): Promise<number> {
  await using file = await open(path, how, 0o600);
  await file.writeFile(text);
  await file.sync();
  return (await file.stat()).size;
}

/** The old file stays until the new one is complete and on disk. */
async function replaceWith(path: string, text: string): Promise<number> {
  const draft = `${path}.new`;
  try {
    await rm(draft, { force: true });
    const size = await writeTo(draft, 'wx', text);
    await renamePatiently(draft, path);
    return size;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const maxRenames = 5;

/** On Windows a file that another process has open cannot be replaced, not even during a short virus scan. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '');
      if (!mayPass || tries === maxRenames) throw error;
      await wait(20 * 2 ** tries);
    }
  }
}

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
        return appendTo(path, text);
      }),
    rewrite: (maxBytes, change) =>
      asked(async () => {
        await makePlace();
        return rewriteWith(path, async () => change((await findFile()) ? await readEnd(path, maxBytes) : ''));
      }),
  };
}

const nowhere: State = {
  file: null,
  read: async () => null,
  append: () => Promise.reject(new QueryError('unsupported', 'this machine has no folder of hostprobe')),
  rewrite: () => Promise.reject(new QueryError('unsupported', 'this machine has no folder of hostprobe')),
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

/** Resolves with the file, as it was just then in its place, when the text is on disk. */
async function writeTo(path: string, how: 'a' | 'wx', text: string): Promise<Stats> {
  await using file = await open(path, how, 0o600);
  await file.writeFile(text);
  await file.sync();
  return await file.stat();
}

const maxTries = 5;

/** Another hostprobe that shortens the file puts a new one in its place, without what came meanwhile. */
async function appendTo(path: string, text: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const written = await writeTo(path, 'a', text);
    const found = await lstat(path).catch(absentOrThrow);
    if (found?.ino === written.ino || tries === maxTries) return written.size;
  }
}

/**
 * The old file stays until the new one is complete and on disk. It begins anew when another hostprobe appends or shortens
 * meanwhile. On Windows a file that another process has open cannot be replaced, not even during a short virus scan.
 */
async function rewriteWith(path: string, changed: () => Promise<string>): Promise<number> {
  const draft = `${path}.new`;
  for (let tries = 1; ; tries += 1) {
    try {
      const before = await lstat(path).catch(absentOrThrow);
      await rm(draft, { force: true });
      const written = await writeTo(draft, 'wx', await changed());
      if (!(await isAs(path, before)) || !(await isAs(draft, written))) {
        throw new QueryError('failed', `another process keeps writing to ${path}`, 'EBUSY');
      }
      await rename(draft, path);
      return written.size;
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '');
      if (mayPass && tries < maxTries) await wait(20 * 2 ** tries);
      else {
        await rm(draft, { force: true });
        throw error;
      }
    }
  }
}

async function isAs(path: string, before: Stats | null): Promise<boolean> {
  const now = await lstat(path).catch(absentOrThrow);
  return now?.ino === before?.ino && now?.size === before?.size && now?.mtimeMs === before?.mtimeMs;
}

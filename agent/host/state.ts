import type { Stats } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LookError } from '../error.ts';
import type { State, StatePlace } from '../host.ts';
import { absentOrThrow, codeOf } from './error.ts';

/**
 * Users may make folders and files below %ProgramData%, LocalService among them, and only who made a file, SYSTEM and
 * administrators may change it. So somebody may have been there first: a link in the place of the folder or of the file
 * is not followed. A folder that the user names may be one.
 */
export function openState(windows: boolean, { directory, file }: StatePlace): State {
  const shared = windows ? process.env.ProgramData : undefined;
  const folder = directory ?? (shared ? join(shared, 'hostprobe') : null);
  if (folder === null) return nowhere;
  const path = join(folder, file);

  async function makeFolder() {
    await mkdir(folder ?? '', { recursive: true });
    if (directory === null) requireKind(folder ?? '', await lstat(folder ?? ''), 'directory');
    await findFile();
  }
  async function findFile(): Promise<boolean> {
    const found = await lstat(path).catch(absentOrThrow);
    if (found !== null) requireKind(path, found, 'file');
    return found !== null;
  }

  return {
    file: path,
    read: (maxBytes) => asked(async () => ((await findFile()) ? readEnd(path, maxBytes) : null)),
    append: (text) =>
      asked(async () => {
        await makeFolder();
        return writeTo(path, 'a', text);
      }),
    replace: (text) =>
      asked(async () => {
        await makeFolder();
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
      }),
  };
}

const nowhere: State = {
  file: null,
  read: async () => null,
  append: () => Promise.reject(new LookError('unsupported', 'this machine has no folder of hostprobe')),
  replace: () => Promise.reject(new LookError('unsupported', 'this machine has no folder of hostprobe')),
};

function requireKind(path: string, found: Stats, kind: 'file' | 'directory'): void {
  if (kind === 'file' && found.isFile() && found.nlink > 1) {
    throw new LookError('failed', `${path} must be no other file too, but has ${found.nlink} names`);
  }
  if (kind === 'file' ? found.isFile() : found.isDirectory()) return;
  throw new LookError('failed', `${path} must be a ${kind}, but is ${found.isSymbolicLink() ? 'a link' : 'none'}`);
}

/** What Node rejects with, as a LookError. */
const asked = <T>(question: () => Promise<T>): Promise<T> => question().catch(thrown);
function thrown(error: unknown): never {
  throw absentOrThrow(error) ?? new LookError('failed', (error as Error).message, codeOf(error));
}

async function readEnd(path: string, maxBytes: number): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, maxBytes));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString('utf8', 0, bytesRead);
}

/** On the disk when it resolves; with the size of the whole file. */
async function writeTo(path: string, how: 'a' | 'wx', text: string): Promise<number> {
  await using file = await open(path, how, 0o600);
  await file.writeFile(text);
  await file.sync();
  return (await file.stat()).size;
}

const maxRenames = 5;

/** Windows lets nothing take the place of a file that another process has open, be it for the blink of a virus scan. */
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

import type { BigIntStats } from 'node:fs';
import { open, readdir, readlink, stat } from 'node:fs/promises';
import type { FileStat, Files, Native } from '../host.ts';
import { absentOrThrow, codeOf } from './error.ts';

/** On Windows, Node opens files in a mode that lets others read, write, rename and delete them. */
export function createFiles(native: Native['files']): Files {
  return {
    stat: async (path) => stat(path, { bigint: true }).then(statOf, absentOrThrow),
    list: async (path) => readdir(path).catch(absentOrThrow),
    read,
    readLink,
    ...native,
  };
}

function statOf(found: BigIntStats): FileStat {
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  // A file id of Windows has 64 bits, and does not fit a number.
  const identity = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
  return { kind, size: Number(found.size), modifiedAt: found.mtime, identity };
}

async function read(path: string, range: { maxBytes: number; offset?: number }): ReturnType<Files['read']> {
  const file = await open(path, 'r').catch(absentOrThrow);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const start = range.offset ?? 0;
    // A file may grow while it is read; the rest is for the next run.
    const bytes = Buffer.alloc(Math.max(0, Math.min(range.maxBytes, size - start)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, bytesRead), size };
  } catch (error) {
    return absentOrThrow(error);
  } finally {
    await file.close();
  }
}

/** EINVAL: the path exists, but is not a link. */
async function readLink(path: string): Promise<string | null> {
  return readlink(path).catch((error: unknown) => (codeOf(error) === 'EINVAL' ? null : absentOrThrow(error)));
}

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
  await using file = await open(path, 'r').catch(absentOrThrow);
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
  }
}

/** EINVAL: the path exists, but is not a link. */
async function readLink(path: string): Promise<string | null> {
  return readlink(path).catch((error: unknown) => (codeOf(error) === 'EINVAL' ? null : absentOrThrow(error)));
}

/** The limit for one file. Configurations, tokens and certificates are smaller; logs are read in parts. */
const maxFileBytes = 2 ** 18;
/** The limit for all files together. */
const maxKeptBytes = 2 ** 20;

/**
 * A Files that reads the content and version of a file again only if the file was replaced or changed. Keeps whole
 * files only, not parts.
 */
export function rememberFiles(files: Files): Files {
  const contents = new Map<string, Kept<Uint8Array>>();
  const versions = new Map<string, Kept<string | null>>();
  /**
   * The identity is taken before reading: if the file changes during the read, the next run reads it again. null:
   * unknown.
   */
  const identityOf = (path: string): Promise<string | null> =>
    files.stat(path).then(
      (stat) => stat?.identity ?? null,
      () => null,
    );

  return {
    ...files,
    async read(path, range) {
      if (range.offset !== undefined) return await files.read(path, range);
      const identity = await identityOf(path);
      const before = contents.get(path);
      if (before?.identity === identity && before.answer.length <= range.maxBytes) {
        return { bytes: before.answer, size: before.answer.length };
      }
      contents.delete(path);
      const file = await files.read(path, range);
      const whole = file !== null && file.bytes.length === file.size && file.size <= maxFileBytes;
      if (whole && identity !== null && bytesIn(contents) + file.size <= maxKeptBytes) {
        contents.set(path, { identity, answer: file.bytes });
      }
      return file;
    },
    async version(path) {
      const identity = await identityOf(path);
      const before = versions.get(path);
      if (before?.identity === identity) return before.answer;
      const version = await files.version(path);
      if (identity !== null) versions.set(path, { identity, answer: version });
      return version;
    },
  };
}

interface Kept<Answer> {
  identity: string;
  answer: Answer;
}

function bytesIn(contents: ReadonlyMap<string, Kept<Uint8Array>>): number {
  let bytes = 0;
  for (const { answer } of contents.values()) bytes += answer.length;
  return bytes;
}

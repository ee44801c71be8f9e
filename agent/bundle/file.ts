import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../error.ts';

/** Where a bundle goes. */
interface BundleFile {
  /**
   * Resolves with the size when the complete file has replaced any earlier one of its name.
   * @throws UserError; then the earlier file is unchanged
   */
  write(archive: Readable): Promise<number>;
}

/**
 * @param name a path, or `-` for standard output
 * @throws UserError when standard output is a terminal
 */
export function openBundleFile(name: string): BundleFile {
  if (name !== '-') return fileNamed(name);
  if (process.stdout.isTTY) throw new UserError('standard output is a terminal; name a file for the archive');
  return standardOutput;
}

const standardOutput: BundleFile = {
  async write(archive) {
    let bytes = 0;
    archive.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await pipeline(archive, process.stdout, { end: false }).catch((error: unknown) => {
      throw hasCode(error, 'EPIPE', 'EOF')
        ? new UserError('standard output was closed early')
        : whyUnwritten(error, 'standard output');
    });
    return bytes;
  },
};

function fileNamed(name: string): BundleFile {
  // Only a complete file gets the name; a killed process leaves this temporary file, and the next run removes it.
  const part = `${name}.part`;
  return {
    async write(archive) {
      const handle = await createPart(part).catch((error: unknown) => {
        throw whyUnwritten(error, name);
      });
      // The stream closes the handle, whatever happens.
      const own = await handle.stat();
      const file = handle.createWriteStream({ flush: true });
      try {
        await pipeline(archive, file);
        if (own.ino !== (await lstat(part)).ino) {
          throw new UserError(`${part} must be the file that this run made, but another run replaced it; run it again`);
        }
        await rename(part, name);
        return file.bytesWritten;
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw whyUnwritten(error, name);
      }
    },
  };
}

/**
 * A file that was not there before, and that only its owner can read. Exclusive creation follows no link. What a run
 * that was killed has left is removed, and named on standard error.
 */
async function createPart(part: string): Promise<FileHandle> {
  const create = () => open(part, 'wx', 0o600);
  try {
    return await create();
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    if (!(await lstat(part)).isFile()) {
      throw new UserError(`${part} must not exist, but is a link or a folder; delete it, or name another file`);
    }
    await rm(part, { force: true });
    process.stderr.write(`${part}: removed; an earlier run that was ended left it\n`);
    return await create();
  }
}

/** Errors that the user can correct become one sentence; errors from making the archive stay as they are. */
function whyUnwritten(error: unknown, name: string): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('syscall' in error)) return error;
  const why = hasCode(error, 'ENOSPC') ? 'the disk is full' : error.message;
  return new UserError(`${name} could not be written: ${why}. Name another file, such as D:\\node.zip`);
}

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../error.ts';

/** Where a bundle goes. */
export interface BundleFile {
  /**
   * Resolves with the size when all of it is there under its name, instead of what was there before.
   * @throws UserError, and then nothing is otherwise under that name
   */
  write(archive: Readable): Promise<number>;
}

/**
 * @param name a path, or `-` for standard output
 * @throws UserError when standard output is a terminal
 */
export function openBundleFile(name: string): BundleFile {
  if (name !== '-') return fileNamed(name);
  if (process.stdout.isTTY) throw new UserError('standard output is a terminal, which shows no archive; name a file');
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
        ? new UserError('whoever reads standard output has gone before the end')
        : whyUnwritten(error, 'standard output');
    });
    return bytes;
  },
};

function fileNamed(name: string): BundleFile {
  // Only what is whole gets the name; a run that was killed leaves this, and the next one writes over it.
  const part = `${name}.part`;
  return {
    async write(archive) {
      const file = createWriteStream(part, { flush: true });
      try {
        await pipeline(archive, file);
        await rename(part, name);
        return file.bytesWritten;
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw whyUnwritten(error, name);
      }
    },
  };
}

/** What the user can put right in a sentence; what the maker of the archive throws stays as it is. */
function whyUnwritten(error: unknown, name: string): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('syscall' in error)) return error;
  const why = hasCode(error, 'ENOSPC') ? 'the disk is full' : error.message;
  return new UserError(`${name} could not be written: ${why}. Name another file, such as D:\\node.zip`);
}

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

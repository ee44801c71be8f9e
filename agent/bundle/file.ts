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

/** @param name a path, or `-` for standard output */
export const openBundleFile = (name: string): BundleFile => (name === '-' ? standardOutput : fileNamed(name));

const standardOutput: BundleFile = {
  async write(archive) {
    let bytes = 0;
    archive.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await pipeline(archive, process.stdout, { end: false });
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
        // Errors of files have a code; what the writer of the archive throws is a bug.
        if (!(error instanceof Error && 'code' in error)) throw error;
        const why = error.code === 'ENOSPC' ? 'the disk is full' : error.message;
        throw new UserError(`${name} could not be written: ${why}. Name another file, such as D:\\node.zip`);
      }
    },
  };
}

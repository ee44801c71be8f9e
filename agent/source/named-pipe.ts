import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** How long a writer may take. */
const waitMs = 5000;

/**
 * What others write to a named pipe. It is opened without waiting for a writer, which could not be given up again.
 * @throws Error when nothing is written for a while
 */
export async function* readPipe(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    let waitedMs = 0;
    for (let hasBegun = false; ; ) {
      const buffer = Buffer.alloc(64 * 1024);
      const size = await handle.read(buffer).then(({ bytesRead }) => bytesRead, orNothingYet);
      if (size === 0 && hasBegun) return;
      if (size === null || size === 0) {
        if (waitedMs >= waitMs) throw new Error(`no program wrote to this pipe for ${waitMs / 1000} s`);
        waitedMs += pauseMs;
        await setTimeout(pauseMs);
        continue;
      }
      hasBegun = true;
      waitedMs = 0;
      yield buffer.subarray(0, size);
    }
  } finally {
    await handle.close();
  }
}

const pauseMs = 20;

/** A writer is connected and has not written. */
function orNothingYet(error: NodeJS.ErrnoException): null {
  if (error.code === 'EAGAIN') return null;
  throw error;
}

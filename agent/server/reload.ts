import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UserError, unreadable } from '../error.ts';
import { decodeText } from '../windows/encoding.ts';

/** The result of a read. `mark` identifies its content; `wrong` is a valid result. */
export type Reading<Value> = { mark: string } & ({ value: Value } | { wrong: string });

/**
 * Reads the files periodically. A mounted Secret changes when a symbolic link changes, which file system watches do not
 * report on every system. A change counts only when two reads give the same content, so half-written files are ignored.
 * @param options.first the result in use
 * @param options.read never rejects
 * @param options.take called once for each change
 */
export function follow<Value>(options: {
  first: Reading<Value>;
  read: () => Promise<Reading<Value>>;
  everyMs: number;
  take: (reading: Reading<Value>) => void;
}): { stop(): void } {
  const { first, read, everyMs, take } = options;
  let inForce = first.mark;
  let seen = first.mark;
  let stopped = false;
  let timer = schedule();

  function schedule() {
    return setTimeout(again, everyMs).unref();
  }

  async function again() {
    const reading = await read();
    if (stopped) return;
    if (reading.mark === seen && reading.mark !== inForce) {
      inForce = reading.mark;
      take(reading);
    }
    seen = reading.mark;
    timer = schedule();
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Reads and judges files. A UserError from either becomes `wrong`; any other error is a bug.
 * @param options.judge gets the texts in the order of the paths
 */
export async function readFiles<Value>(
  paths: readonly string[],
  { maxBytes, judge }: { maxBytes: number; judge: (texts: readonly string[]) => Value },
): Promise<Reading<Value>> {
  let mark: string | null = null;
  try {
    const texts: string[] = [];
    // One after the other, so that every read names the same one of several wrong files.
    for (const path of paths) texts.push(await readSmallFile(path, maxBytes));
    mark = createHash('sha256').update(JSON.stringify(texts)).digest('base64');
    return { mark, value: judge(texts) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { mark: mark ?? error.message, wrong: error.message };
  }
}

/**
 * The text of a small file; at most `maxBytes` are read.
 * @throws UserError if it cannot be read, or is longer
 */
async function readSmallFile(path: string, maxBytes: number): Promise<string> {
  const bytes = await readUpTo(path, maxBytes + 1).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(unreadable(path, error));
  });
  if (bytes.length > maxBytes) throw new UserError(`${path} has more than ${maxBytes} bytes; is it the right file?`);
  return decodeText(bytes);
}

async function readUpTo(path: string, most: number): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(most), position: 0 });
  return buffer.subarray(0, bytesRead);
}

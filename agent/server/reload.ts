import { createHash } from 'node:crypto';
import { UserError } from '../error.ts';
import { readSmallFile } from './reload/small-file.ts';

/** What a look at something outside gave. `mark` tells it from a look that gave something else; what is wrong is an answer. */
export type Reading<Value> = { mark: string } & ({ value: Value } | { wrong: string });

/**
 * Reads again and again, the whole of it: a mounted Secret changes by a link that leads elsewhere, which no watch of
 * the file system tells on every system. A change counts when it was read twice the same, so that files in the middle
 * of being written change nothing.
 * @param options.first what is in force
 * @param options.read never rejects
 * @param options.take told of each change once
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
 * What files hold, judged: a UserError, from reading or from judging, is what is wrong. Anything else thrown is a bug.
 * @param options.judge gets the texts in the order of the paths
 */
export async function lookAtFiles<Value>(
  paths: readonly string[],
  { maxBytes, judge }: { maxBytes: number; judge: (texts: readonly string[]) => Value },
): Promise<Reading<Value>> {
  let mark: string | null = null;
  try {
    const texts: string[] = [];
    // One after the other: of several that are wrong the first is named, and with every reading the same one.
    for (const path of paths) texts.push(await readSmallFile(path, maxBytes));
    mark = createHash('sha256').update(JSON.stringify(texts)).digest('base64');
    return { mark, value: judge(texts) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { mark: mark ?? error.message, wrong: error.message };
  }
}

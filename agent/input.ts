import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { decodeText, encodingOf } from './decode.ts';
import { UserError } from './error.ts';
import type { Message } from './message.ts';
import { createLogReader, type LogReader } from './messages/log.ts';
import { createTally } from './messages/tally.ts';
import { readText } from './messages/text.ts';
import { whyUnreadable } from './saved.ts';

/**
 * Up to these sizes a text is read as a whole: kubectl's JSON has to be, and kubectl describe may be broken over lines.
 * What is longer is a log, and read as one.
 */
const wholeJson = 64 * 2 ** 20;
const wholeText = 8 * 2 ** 20;

/**
 * The known wordings in a file of any size, or in standard input for "-": plain or gzip, UTF-8 or UTF-16.
 * @throws UserError when it cannot be read
 */
export async function readInput(path: string): Promise<Message[]> {
  if (path === '-') return readChunks(process.stdin, 'standard input', null);
  try {
    const { mtime } = await stat(path);
    return await readChunks(createReadStream(path), path, mtime);
  } catch (error) {
    // Node's own errors, of files and of gzip, carry a code; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(`${path} cannot be read: ${whyUnreadable(String(error.code), error.message)}`);
  }
}

/** Whether there is a file, or a directory, of that name. */
export const inputExists = (path: string): boolean => existsSync(path);

async function readChunks(stream: AsyncIterable<Uint8Array>, source: string, around: Date | null): Promise<Message[]> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return [];
  const all = (async function* () {
    yield first.value;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  const [one, two] = first.value;
  const isGzip = one === 0x1f && two === 0x8b;
  const reader = createTextReader(source, around);
  await pipeline(all, ...(isGzip ? [createGunzip()] : []), async (bytes: AsyncIterable<Uint8Array>) => {
    for await (const chunk of bytes) reader.push(chunk);
  });
  return reader.end();
}

/** Takes the bytes of a text in pieces and keeps them up to its limit, from there on no more than the line at hand. */
function createTextReader(source: string, around: Date | null) {
  const tally = createTally();
  const kept: Uint8Array[] = [];
  let size = 0;
  let limit = 0;
  let log: LogReader | null = null;

  return {
    push(piece: Uint8Array) {
      if (log !== null) return log.push(piece);
      if (kept.length === 0) limit = /^\s*[{[]/.test(decodeText(piece)) ? wholeJson : wholeText;
      kept.push(piece);
      size += piece.length;
      if (size <= limit) return;
      const [first] = kept;
      log = createLogReader({ source, around, encoding: encodingOf(first ?? piece), emit: tally.add });
      for (const one of kept.splice(0)) log.push(one);
    },
    end(): Message[] {
      if (log === null) {
        for (const message of readText(decodeText(Buffer.concat(kept)), source, around)) tally.add(message);
      } else {
        log.end();
      }
      return tally.messages();
    },
  };
}

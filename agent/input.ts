import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { encodingOf } from './decode.ts';
import { UserError } from './error.ts';
import type { Message } from './message.ts';
import { createLineReader } from './messages/lines.ts';
import { createTally } from './messages/tally.ts';
import { readText } from './messages/text.ts';
import { whyUnreadable } from './saved.ts';

/** Up to these sizes a text is read as a whole: kubectl's JSON has to be, and a short one may be a single question. */
const wholeJson = 64 * 2 ** 20;
const wholeText = 64 * 2 ** 10;
/** What is beyond this of one line is not looked at. */
const longestLine = 64 * 2 ** 10;

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

/** Takes the bytes of a text in pieces; keeps all of a short one and of JSON, of a longer one only the line at hand. */
function createTextReader(source: string, around: Date | null) {
  const tally = createTally();
  const lines = createLineReader(source, around, tally.add);
  let decoder: TextDecoder | null = null;
  let rest = '';
  let isWhole = true;

  function take(text: string) {
    rest += text;
    if (isWhole && rest.length <= (/^\s*[{[]/.test(rest.slice(0, 64)) ? wholeJson : wholeText)) return;
    isWhole = false;
    const parts = rest.split('\n');
    rest = (parts.pop() ?? '').slice(0, longestLine);
    for (const line of parts) lines.push(line);
  }

  return {
    push(chunk: Uint8Array) {
      decoder ??= new TextDecoder(encodingOf(chunk));
      take(decoder.decode(chunk, { stream: true }));
    },
    end(): Message[] {
      take(decoder?.decode() ?? '');
      if (isWhole) {
        for (const message of readText(rest, source, around)) tally.add(message);
      } else {
        lines.push(rest);
        lines.end();
      }
      return tally.messages();
    },
  };
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip, isZip } from '../../decode/bytes.ts';
import { UserError, whyUnreadable } from '../../error.ts';
import type { Message } from '../../message.ts';
import { createTextReader } from '../../messages/reader.ts';
import type { WrittenAt } from '../../messages/time.ts';
import type { Snapshot } from '../../snapshot.ts';
import { collect, most } from '../../source/saved-files.ts';

/** The content of an input. */
export interface Said {
  /** The recognised messages. */
  messages: Message[];
  /** The node of a bundle. */
  node: Snapshot | null;
}

/**
 * The recognised messages in a file of any size, or in standard input for "-": a text, plain or gzip, UTF-8 or UTF-16;
 * or a bundle, each log of which is a source with its own name.
 * @param zone the time zone of its timestamps; null: not known. A bundle has its own.
 * @throws UserError when it cannot be read
 */
export async function readInput(path: string, zone: string | null): Promise<Said> {
  if (path === '-') return readAny(process.stdin, 'standard input', null);
  try {
    const { mtime } = await stat(path);
    return await readAny(createReadStream(path), path, { at: mtime, zone });
  } catch (error) {
    // Node's own errors, of files and of gzip, carry a code; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(`${path} cannot be read: ${whyUnreadable(String(error.code), error.message)}`);
  }
}

async function readAny(stream: AsyncIterable<Buffer>, name: string, written: WrittenAt | null): Promise<Said> {
  const { head, all } = await peek(stream);
  if (isZip(head)) return readBundle(await collect(all), name);
  return { messages: await readLog(all, { source: name, written, isPacked: isGzip(head) }), node: null };
}

/** The first piece of a stream, and all of it with that piece. */
async function peek(stream: AsyncIterable<Buffer>): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const all = async function* () {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  };
  return { head: first.done ? Buffer.alloc(0) : first.value, all: all() };
}

async function readBundle(bytes: Uint8Array | null, name: string): Promise<Said> {
  if (bytes === null) throw new UserError(`${name} must be a bundle of at most ${most}, but is larger`);
  const [{ openBundle }, { readBundleMessages }] = await Promise.all([
    import('../../bundle/read.ts'),
    import('../../bundle/messages.ts'),
  ]);
  return readBundleMessages(await openBundle(bytes, name));
}

async function readLog(
  bytes: AsyncIterable<Buffer>,
  { source, written, isPacked }: { source: string; written: WrittenAt | null; isPacked: boolean },
): Promise<Message[]> {
  const reader = createTextReader(source, written);
  await pipeline(bytes, ...(isPacked ? [createGunzip()] : []), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) reader.push(piece);
  });
  return reader.end();
}

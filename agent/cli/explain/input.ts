import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isLogPath } from '../../bundle/log-path.ts';
import { UserError } from '../../error.ts';
import type { Message } from '../../message.ts';
import { readFacts, zoneOf } from '../../messages/facts.ts';
import { createLogReader, type LogReader } from '../../messages/log.ts';
import { createObjectReader, isKubernetes } from '../../messages/objects.ts';
import { createTally } from '../../messages/tally.ts';
import { readText } from '../../messages/text.ts';
import type { Written } from '../../messages/time.ts';
import { recognise } from '../../signatures/index.ts';
import { knownFacts, type Snapshot } from '../../snapshot.ts';
import { collect, isBundle, most, whyUnreadable } from '../../source/saved.ts';
import { decodeText, encodingOf } from '../../windows/encoding.ts';

/**
 * A text up to this size is read as a whole: kubectl describe may have wrapped lines. A longer one is read line by line,
 * or object by object.
 */
const wholeText = 8 * 2 ** 20;

/** The content of an input. */
export interface Said {
  /** The recognised messages. */
  messages: Message[];
  /** Of a bundle: the node that it was taken from. */
  node: Snapshot | null;
}

/**
 * The recognised messages in a file of any size, or in standard input for "-": a text, plain or gzip, UTF-8 or UTF-16;
 * or a bundle, each log of which is a source with its own name.
 * @param zone of the clocks by which it was written; null: not known. A bundle tells its own.
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

/** Whether there is a file, or a directory, of that name. */
export const inputExists = (path: string): boolean => existsSync(path);

async function readAny(stream: AsyncIterable<Buffer>, name: string, written: Written | null): Promise<Said> {
  const { head, all } = await peek(stream);
  if (isBundle(head)) return readBundle(await collect(all), name);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return { messages: await readLog(all, { source: name, written, isGzip }), node: null };
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

/** The messages in the logs of a bundle, and in the events and pods of its node. */
async function readBundle(bytes: Buffer | null, name: string): Promise<Said> {
  if (bytes === null) throw new UserError(`${name} must be a bundle of at most ${most}, but is larger`);
  const { openBundle, readBundleSnapshot } = await import('../../bundle/read.ts');
  const bundle = await openBundle(bytes, name);
  const node = await readBundleSnapshot(bundle);
  // The facts contain log lines too; those are read from the logs themselves.
  const { logs: _logs, ...facts } = knownFacts(node);
  const messages = readFacts(facts);
  for (const entry of bundle.manifest.entries.filter(({ path }) => isLogPath(path))) {
    const written = { at: new Date(entry.modifiedAt ?? bundle.manifest.at), zone: zoneOf(node.facts) };
    messages.push(...(await readLog(bundle.read(entry), { source: entry.path, written, isGzip: false })));
  }
  return { messages, node };
}

async function readLog(
  bytes: AsyncIterable<Buffer>,
  { source, written, isGzip }: { source: string; written: Written | null; isGzip: boolean },
): Promise<Message[]> {
  const reader = createTextReader(source, written);
  await pipeline(bytes, ...(isGzip ? [createGunzip()] : []), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) reader.push(piece);
  });
  return reader.end();
}

/** Takes a text in chunks and keeps it up to the limit, after that only the current line, or the current object of JSON. */
function createTextReader(source: string, written: Written | null) {
  const tally = createTally();
  const emit = (message: Message) => {
    if (recognise(message.text) !== null) tally.add(message);
  };
  const kept: Uint8Array[] = [];
  let size = 0;
  let reader: LogReader | null = null;

  function startReader() {
    const [head = new Uint8Array()] = kept;
    const create = isKubernetes(decodeText(head)) ? createObjectReader : createLogReader;
    reader = create({ source, written, encoding: encodingOf(head), emit });
    for (const piece of kept.splice(0)) reader.push(piece);
  }

  return {
    push(piece: Uint8Array) {
      if (reader !== null) return reader.push(piece);
      kept.push(piece);
      size += piece.length;
      if (size > wholeText) startReader();
    },
    end(): Message[] {
      if (reader === null) readText(decodeText(Buffer.concat(kept)), source, written).forEach(emit);
      else reader.end();
      return tally.messages();
    },
  };
}

import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Bundle } from '../bundle/read.ts';
import { isZip } from '../decode/bytes.ts';
import { UserError, unreadable } from '../error.ts';
import type { SecretPattern } from '../redact/patterns/pattern.ts';
import type { Snapshot } from '../snapshot.ts';
import { decodeText } from '../windows/encoding.ts';

/** Snapshots and bundles that somebody saved: read from files or standard input. */

/**
 * The largest file that is read as a whole: V8 has no text of 512 MiB. Snapshots are far smaller, and bundles too unless someone
 * asked for more.
 */
const maxBytes = 500 * 2 ** 20;
/** The same for messages. */
export const most = '500 MiB';

/**
 * A snapshot or a bundle from a file, or from standard input for "-". `bundle` null: only its snapshot was saved.
 * @throws UserError when it cannot be read or is neither
 */
export async function readSaved(path: string): Promise<{ snapshot: Snapshot; bundle: Bundle | null }> {
  const bytes = await readBytes(path, 'a saved node must be a snapshot or a bundle');
  if (!isZip(bytes)) return { snapshot: await snapshotIn(bytes, nameOfFile(path)), bundle: null };
  const { openBundle, readBundleSnapshot } = await import('../bundle/read.ts');
  const bundle = await openBundle(bytes, nameOfFile(path));
  return { snapshot: await readBundleSnapshot(bundle), bundle };
}

/** The same without the bundle. */
export const readSavedSnapshot = async (path: string): Promise<Snapshot> => (await readSaved(path)).snapshot;

/** The same of each node of an archive of bundles, or of the one node. */
export async function readSavedNodes(path: string): Promise<Snapshot[]> {
  const bytes = await readBytes(path, 'a saved node must be a snapshot, a bundle or an archive of bundles');
  if (!isZip(bytes)) return [await snapshotIn(bytes, nameOfFile(path))];
  const { openBundles, readBundleSnapshot } = await import('../bundle/read.ts');
  const nodes: Snapshot[] = [];
  for await (const bundle of openBundles(bytes, nameOfFile(path))) nodes.push(await readBundleSnapshot(bundle));
  return nodes;
}

/** @throws UserError when it is not a snapshot */
export async function snapshotIn(bytes: Uint8Array, name: string): Promise<Snapshot> {
  const { readSnapshot } = await import('../snapshot/read.ts');
  return readSnapshot(decodeText(bytes), name);
}

/**
 * The text of a file, or of standard input for "-", in UTF-8 or UTF-16.
 * @param must how an error begins: "--facts must name a snapshot"
 * @throws UserError when it cannot be read
 */
export const readTextFile = async (path: string, must: string): Promise<string> =>
  decodeText(await readBytes(path, must));

/** The same before it is decoded. */
async function readBytes(path: string, must: string): Promise<Buffer> {
  const bytes = await bytesOf(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${must}, but ${unreadable(nameOfFile(path), error)}`);
  });
  if (bytes === null) throw new UserError(`${must} of ${most} at most, but ${nameOfFile(path)} is larger`);
  if (path === '-' && bytes.length === 0) throw new UserError(`${must}, but standard input is empty; ${seeBefore}`);
  return bytes;
}

/** null: there are more than the limit. */
async function bytesOf(path: string): Promise<Buffer | null> {
  if (path === '-') return collect(process.stdin);
  const is = statSync(path);
  if (is.isFIFO()) return collect((await import('./named-pipe.ts')).readPipe(path));
  // Node's streams, and its promises for files, take a seventh of the time that Node takes to start.
  if (!is.isFile()) return collect(createReadStream(path));
  return is.size > maxBytes ? null : readFileSync(path);
}

/** The way out where standard input is empty. */
export const seeBefore = 'see whether the command before it failed';

/** What the file is instead of a text, by its first bytes, and the way out; null: it may be a text. */
export function noText(head: Uint8Array, name: string): string | null {
  if (isZip(head))
    return 'is a zip archive: the files of a bundle were redacted when it was made; unpack another, and name a file in it';
  const text = decodeText(head);
  if (text.startsWith('ElfFile\0')) {
    return `is an event log of Windows; turn it into text: wevtutil qe ${name} /lf:true /f:text > events.txt`;
  }
  // A log may have zeros, where a program or Windows broke off; random bytes have ten percent of these.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it counts
  const controls = text.match(/[\x01-\x06\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return controls > text.replaceAll('\0', '').length / 50 ? 'is a binary file; name a log or another text' : null;
}

/** All bytes of a stream; null: there are more than the limit. */
export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The first piece of a stream, and all of it with that piece. */
export async function peek(stream: AsyncIterable<Buffer>): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const all = async function* () {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  };
  return { head: first.done ? Buffer.alloc(0) : first.value, all: all() };
}

/** The name of a file in messages. */
export const nameOfFile = (path: string): string => (path === '-' ? 'standard input' : path);

/** How a snapshot, a report and an explanation in JSON begin. */
export const isOwnJson = /^\ufeff?\s*\{\s*"schemaVersion"\s*:\s*\d+\s*,\s*"(?:tool|recognised)"/;

/**
 * The rules of --redact; none without it.
 * @throws UserError when the file cannot be read, or has a mistake
 */
export async function readRedactionRules(path: string | null): Promise<SecretPattern[]> {
  if (path === null) return [];
  const [text, { rulesInFile }] = await Promise.all([
    readTextFile(path, '--redact must name a rules file'),
    import('../redact/rules-file.ts'),
  ]);
  return rulesInFile({ file: nameOfFile(path), text });
}

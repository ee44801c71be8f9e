import { win32 } from 'node:path';
import { ifKnown } from '../../fact.ts';
import type { FileStat, Host } from '../../host.ts';
import type { Message } from '../../message.ts';
import { createLogReader } from '../../messages/log.ts';
import { partOf } from '../../probe.ts';
import { type Encoding, encodingOf } from '../../windows/encoding.ts';
import { isRotated } from './sources.ts';

/** What was found in a log. */
interface FileRead extends ReadOn {
  size: number;
  modifiedAt: Date;
  /** Names of older files of the log that were read too. */
  rotated: string[];
}

/** Maximum that one run reads of a log, from its end. */
const maxBytesPerRun = 16 * 2 ** 20;

/** A file of a log: the current one, or one that was current before a rotation. */
interface Generation {
  path: string;
  stat: FileStat;
}

/**
 * Reads what was added to a log since the last run, through rotation; in the first run its end.
 * @param options.before null: the log was not read yet
 * @param options.since in the first run, older files that were last written to before this are left alone
 * @returns null: the file does not exist
 */
export async function readFileLog(
  host: Host,
  options: { path: string; before: Progress | null; since: Date },
): Promise<FileRead | null> {
  const { path, before, since } = options;
  const current = await generationAt(host, path);
  if (current === null) return null;
  const isKnown = before !== null && (await isSameFile(host, path, current.stat, before));
  const own = isKnown ? before : null;
  const read = await readOn(host, path, { source: path, stat: current.stat, before: own, maxBytes: maxBytesPerRun });
  const { size, modifiedAt } = current.stat;
  const all: FileRead = { ...read, size, modifiedAt, rotated: [] };
  let left = maxBytesPerRun - size;
  for (const older of isKnown ? [] : await olderToRead(host, path, before, since)) {
    if (left <= 0) break;
    const { generation, from } = older;
    const found = await readOn(host, generation.path, {
      source: path,
      stat: generation.stat,
      before: from,
      maxBytes: left,
    });
    left -= generation.stat.size - (from?.to ?? 0);
    // Older files do not grow, so their last line is complete.
    all.messages = [...all.messages, ...found.messages, ...found.progress.unfinished];
    all.rotated.push(win32.basename(generation.path));
  }
  return all;
}

/**
 * The older files of a log with new content, newest first. The first run reads all recent ones; later runs read back to the
 * file that was current in the last run. If that file is gone, its rest is lost.
 */
async function olderToRead(
  host: Host,
  path: string,
  before: Progress | null,
  since: Date,
): Promise<{ generation: Generation; from: Progress | null }[]> {
  const all = await olderGenerations(host, path);
  const fresh = all.map((generation) => ({ generation, from: null }));
  if (before === null) return fresh.filter(({ generation }) => generation.stat.modifiedAt >= since);
  for (const [index, generation] of all.entries()) {
    const isIt = await isSameFile(host, generation.path, generation.stat, before);
    if (isIt) return [...fresh.slice(0, index), { generation, from: before }];
  }
  return [];
}

async function olderGenerations(host: Host, path: string): Promise<Generation[]> {
  const folder = win32.dirname(path);
  const names = ifKnown(await partOf(host.files.list(folder))) ?? [];
  const older = await Promise.all(
    names
      .filter((name) => isRotated(name, win32.basename(path)))
      .map(async (name) => ifKnown(await partOf(generationAt(host, `${folder}\\${name}`))) ?? null),
  );
  return older.filter((one) => one !== null).sort((a, b) => b.stat.modifiedAt.getTime() - a.stat.modifiedAt.getTime());
}

async function generationAt(host: Host, path: string): Promise<Generation | null> {
  const stat = await host.files.stat(path);
  return stat?.kind === 'file' ? { path, stat } : null;
}

/**
 * The position in a file: whole lines from `from` to `to` were read. `mark` holds the bytes before `to`, with which the file is
 * recognised later.
 */
export interface Progress {
  from: number;
  to: number;
  mark: Buffer;
  encoding: Encoding;
  /** Of the file when it was read to its end; null: it was not. */
  identity: string | null;
  /** Known wordings in an incomplete last line; the next read returns that line again. */
  unfinished: Message[];
}

interface ReadOn {
  progress: Progress;
  /** Known wordings in whole lines, which are not read again. */
  messages: Message[];
}

/** Bytes to search before other tasks get a turn. */
const sliceBytes = 256 * 1024;
const markBytes = 256;
const headBytes = 512;

/**
 * Continues reading a file, from its last `maxBytes` at most.
 * @param options.source what to call it in messages
 * @param options.before null: it was not read yet
 */
async function readOn(
  host: Host,
  path: string,
  options: { source: string; stat: FileStat; before: Progress | null; maxBytes: number },
): Promise<ReadOn> {
  const { source, before } = options;
  const { size, identity } = options.stat;
  if (before?.identity === identity) return { progress: before, messages: [] };
  const encoding =
    before?.encoding ?? encodingOf((await host.files.read(path, { maxBytes: headBytes }))?.bytes ?? new Uint8Array());
  const last = before?.to ?? 0;
  const earliest = size - options.maxBytes;
  const start = earliest > last ? earliest - (earliest % 2) : last;
  const progress: Progress = {
    ...(before !== null && start === last ? before : { from: start, to: start, mark: Buffer.alloc(0), encoding }),
    identity: start === size ? identity : null,
    unfinished: [],
  };
  // If reading starts in the middle of the file, the first line is incomplete and is left out.
  let skips = start > last;

  const messages: Message[] = [];
  const written = { at: options.stat.modifiedAt, zone: host.system.timeZone() };
  const readerInto = (list: Message[]) =>
    createLogReader({ source, written, encoding, emit: (message) => list.push(message) });
  const lines = readerInto(messages);
  while (progress.to < size) {
    const maxBytes = Math.min(sliceBytes, size - progress.to);
    const slice = await host.files.read(path, { offset: progress.to, maxBytes });
    if (slice === null || slice.bytes.length === 0) break;
    const { bytes } = slice;
    const isLast = progress.to + bytes.length >= size;
    const begin = skips ? endOfLine(bytes, encoding, 'first') : 0;
    // A line that is longer than a slice is read in pieces.
    const end = endOfLine(bytes, encoding, 'last') ?? (isLast ? 0 : bytes.length);
    if (begin !== null) lines.push(bytes.subarray(begin, end));
    skips &&= begin === null;
    progress.to += end;
    progress.mark = Buffer.concat([progress.mark, bytes.subarray(Math.max(0, end - markBytes), end)]).subarray(
      -markBytes,
    );
    if (!isLast) continue;
    const rest = readerInto(progress.unfinished);
    if (!skips) rest.push(bytes.subarray(end));
    rest.end();
    progress.identity = identity;
    break;
  }
  lines.end();
  return { progress, messages };
}

/** Whether this is the file that was read before: unchanged, or the bytes before the position are the same. */
async function isSameFile(host: Host, path: string, stat: FileStat, before: Progress): Promise<boolean> {
  const { to, mark } = before;
  if (stat.identity === before.identity) return true;
  if (stat.size < to) return false;
  if (mark.length === 0) return true;
  const found = await host.files.read(path, { offset: to - mark.length, maxBytes: mark.length });
  return found !== null && mark.equals(found.bytes);
}

const lineFeeds: Readonly<Record<Encoding, Buffer>> = {
  'utf-8': Buffer.from([0x0a]),
  'utf-16le': Buffer.from([0x0a, 0]),
  'utf-16be': Buffer.from([0, 0x0a]),
};

/** The offset after the first line feed, or after the last; null: no line ends here. */
function endOfLine(bytes: Uint8Array, encoding: Encoding, which: 'first' | 'last'): number | null {
  const [buffer, feed] = [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), lineFeeds[encoding]];
  const isFirst = which === 'first';
  let at = isFirst ? buffer.indexOf(feed) : buffer.lastIndexOf(feed);
  // Two bytes that belong to two letters are none.
  while (at > 0 && at % feed.length !== 0)
    at = isFirst ? buffer.indexOf(feed, at + 1) : buffer.lastIndexOf(feed, at - 1);
  return at < 0 ? null : at + feed.length;
}

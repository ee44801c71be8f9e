import type { BundleItem, BundlePiece, NodeFiles } from '../../bundle.ts';
import { joinBytes } from '../../decode/bytes.ts';
import { QueryError } from '../../error.ts';
import type { Part } from '../../fact.ts';
import type { FileStat, Host } from '../../host.ts';
import { openEnvelope } from '../../messages/log-line.ts';
import { partOf } from '../../probe.ts';
import type { Snapshot } from '../../snapshot.ts';
import { decodeText, encodingOf, transcoder } from '../../windows/encoding.ts';

const lineBreak = 10;
const sliceBytes = 128 * 1024;
const headBytes = 512;
/** How much text before the included part is scanned for secrets that begin there. */
const beforeBytes = 64 * 1024;

interface FilePlace {
  /** In the archive. */
  path: string;
  /** On the node. */
  source: string;
  stat: FileStat;
  /** The file of the same log that ends where this one begins; null: none. */
  older?: string | null;
  /**
   * Whether the file begins, or ends, in the middle of a line, with the rest in an older or a newer file of the
   * same log. Both halves are left out, because either may be half of a secret.
   */
  isCut?: { first: boolean; last: boolean };
}

/** A text file of the node: the last whole lines that fit, as UTF-8, as they are when the bundle is written. */
export function fileItem(host: Host, { path, source, stat, older = null, isCut }: FilePlace): BundleItem {
  return {
    path,
    source,
    modifiedAt: stat.modifiedAt,
    size: stat.size,
    isWhole: false,
    times: (maxBytes) => timesOf(host, source, stat, maxBytes),
    async *read(maxBytes) {
      if (older !== null && stat.size <= maxBytes) yield* olderEnd(host, older);
      return yield* wholeLines(endOf(host, source, maxBytes), isCut ?? { first: false, last: false });
    },
  };
}

/** How much of either end is searched for line breaks. */
const timeBytes = 16 * 1024;

async function timesOf(host: Host, path: string, stat: FileStat, maxBytes: number) {
  const written = { at: stat.modifiedAt, zone: host.system.timeZone() };
  const lineTimes = async (offset: number) => {
    const slice = await host.files.read(path, { offset, maxBytes: timeBytes });
    const lines = slice === null ? [] : decodeText(slice.bytes).split(/\r?\n/);
    return lines.flatMap((line) => openEnvelope(line, written)?.at ?? []);
  };
  const first = await lineTimes(Math.max(0, stat.size - maxBytes));
  const last = await lineTimes(Math.max(0, stat.size - timeBytes));
  return { from: first[0] ?? null, to: last.at(-1) ?? null };
}

/** The end of a file, and the text before it. */
async function* endOf(host: Host, path: string, maxBytes: number): AsyncGenerator<BundlePiece, { truncated: boolean }> {
  const head = await host.files.read(path, { maxBytes: headBytes });
  if (head === null) throw new QueryError('failed', `${path} no longer exists`);
  const inUtf8 = transcoder(encodingOf(head.bytes));
  const end = head.size;
  const first = evenFrom(end - maxBytes);
  for (let at = evenFrom(first - beforeBytes); at < end; ) {
    const next = at < first ? first : end;
    const slice = await host.files.read(path, { offset: at, maxBytes: Math.min(sliceBytes, next - at) });
    if (slice === null) throw new QueryError('failed', `${path} was deleted while it was read`);
    if (slice.size < end || slice.bytes.length === 0) {
      throw new QueryError('failed', `${path} was rotated or cut while it was read`);
    }
    const isBefore = at < first;
    const bytes = inUtf8(slice.bytes);
    yield { bytes: at === 0 ? withoutMark(bytes) : bytes, isBefore };
    at += slice.bytes.length;
  }
  return { truncated: first > 0 };
}

const withoutMark = (bytes: Uint8Array) =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** Not in the middle of a letter of UTF-16. */
const evenFrom = (offset: number) => Math.max(0, offset + (offset % 2));

/** The text before a file of a log; empty if it cannot be read. */
async function* olderEnd(host: Host, path: string): AsyncGenerator<BundlePiece> {
  const pieces = endOf(host, path, beforeBytes);
  for (let piece = await partOf(pieces.next()); piece.ok && !piece.value.done; piece = await partOf(pieces.next())) {
    yield { bytes: piece.value.value.bytes, isBefore: true };
  }
}

/** Yields whole lines; a partial line at the beginning counts as context only. */
async function* wholeLines(
  pieces: ReturnType<typeof endOf>,
  isCut: { first: boolean; last: boolean },
): AsyncGenerator<BundlePiece, { truncated: boolean }, undefined> {
  let skips = isCut.first;
  /** What comes after the last line break so far, if the last line is to be left out. */
  let held = new Uint8Array();
  for (;;) {
    const piece = await pieces.next();
    if (piece.done) return piece.value;
    let { bytes } = piece.value;
    if (piece.value.isBefore) {
      skips = true;
      yield piece.value;
      continue;
    }
    if (skips) {
      const line = bytes.indexOf(lineBreak) + 1;
      yield { bytes: line === 0 ? bytes : bytes.subarray(0, line), isBefore: true };
      if (line === 0) continue;
      [bytes, skips] = [bytes.subarray(line), false];
    }
    if (isCut.last) {
      const all = joinBytes([held, bytes]);
      const line = all.lastIndexOf(lineBreak) + 1;
      [bytes, held] = [all.subarray(0, line), all.slice(line)];
    }
    yield { bytes, isBefore: false };
  }
}

/** What the parts of the list are made from. */
export interface Context {
  host: Host;
  snapshot: Snapshot;
  since: Date | null;
  /** Gives a file of a folder of the archive a name of its own. */
  name(folder: string, name: string): string;
}

/** A disk that does not answer must not cost the rest of the bundle. */
const answerMs = 5000;

/** The names in a directory; null: it is not there. */
export const namesIn = (host: Host, directory: string): Promise<Part<string[] | null>> =>
  partOf(host.files.list(directory), answerMs);

/**
 * A file of the node; null: none. Links are not followed: an account that may create one in a folder of logs
 * could put any file of the node into the bundle.
 */
export const statFile = (host: Host, path: string): Promise<Part<FileStat | null>> =>
  partOf(stat(host, path), answerMs);

async function stat(host: Host, path: string): Promise<FileStat | null> {
  const target = await host.files.readLink(path);
  if (target !== null) throw new QueryError('failed', `not taken: it is a link to ${target}`);
  const stat = await host.files.stat(path);
  return stat?.kind === 'file' ? stat : null;
}

/** Those of these files that exist. */
export async function filesAt(host: Host, wanted: readonly { path: string; source: string }[]): Promise<NodeFiles> {
  const items: BundleItem[] = [];
  const errors: NodeFiles['errors'] = [];
  for (const { path, source } of wanted) {
    const stat = await statFile(host, source);
    if (!stat.ok) errors.push({ path, source, error: stat.error });
    else if (stat.value !== null) items.push(fileItem(host, { path, source, stat: stat.value }));
  }
  return { items, errors };
}

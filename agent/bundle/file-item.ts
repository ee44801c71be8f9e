import type { BundleItem } from '../bundle.ts';
import { decodeText, encodingOf } from '../decode.ts';
import { LookError } from '../error.ts';
import type { FileStat, Host } from '../host.ts';
import { openEnvelope } from '../messages/envelope.ts';

const sliceBytes = 256 * 1024;
const headBytes = 512;

export interface FilePlace {
  /** In the archive. */
  path: string;
  /** On the node. */
  source: string;
  stat: FileStat;
  /**
   * Whether the file begins, or ends, in the middle of a line, the rest of which is in an older or a newer file of the
   * same log: both halves are left out, since neither shows whether it is half of a secret.
   */
  cut?: { first: boolean; last: boolean };
}

/** A text file of the node, as it is when it is taken: in UTF-8, of its end as much as there is room for, in whole lines. */
export function fileItem(host: Host, { path, source, stat, cut }: FilePlace): BundleItem {
  return {
    path,
    source,
    modifiedAt: stat.modifiedAt,
    size: stat.size,
    isWhole: false,
    times: (maxBytes) => timesOf(host, source, stat, maxBytes),
    read: (maxBytes) => wholeLines(endOf(host, source, maxBytes), cut ?? { first: false, last: false }),
  };
}

/** Lines are looked for in so much of either end. */
const timeBytes = 16 * 1024;

async function timesOf(host: Host, path: string, stat: FileStat, maxBytes: number) {
  const lineTimes = async (offset: number) => {
    const slice = await host.files.read(path, { offset, maxBytes: timeBytes });
    const lines = slice === null ? [] : decodeText(slice.bytes).split(/\r?\n/);
    return lines.flatMap((line) => openEnvelope(line, stat.modifiedAt)?.at ?? []);
  };
  const first = await lineTimes(Math.max(0, stat.size - maxBytes));
  const last = await lineTimes(Math.max(0, stat.size - timeBytes));
  return { from: first[0] ?? null, to: last.at(-1) ?? null };
}

interface Piece {
  text: string;
  /** The file has more before the first piece. */
  truncated: boolean;
}

async function* endOf(host: Host, path: string, maxBytes: number): AsyncGenerator<Piece> {
  const head = await host.files.read(path, { maxBytes: headBytes });
  if (head === null) throw new LookError('failed', `${path} is not there any more`);
  const decoder = new TextDecoder(encodingOf(head.bytes));
  const end = head.size;
  const earliest = Math.max(0, end - maxBytes);
  let at = earliest + (earliest % 2);
  const truncated = at > 0;
  while (at < end) {
    const slice = await host.files.read(path, { offset: at, maxBytes: Math.min(sliceBytes, end - at) });
    if (slice === null) throw new LookError('failed', `${path} was deleted while it was read`);
    if (slice.size < end || slice.bytes.length === 0) {
      throw new LookError('failed', `${path} was rotated or cut while it was read`);
    }
    at += slice.bytes.length;
    yield { text: decoder.decode(slice.bytes, { stream: at < end }), truncated };
  }
}

async function* wholeLines(
  pieces: AsyncGenerator<Piece>,
  cut: { first: boolean; last: boolean },
): AsyncGenerator<string, { truncated: boolean }, undefined> {
  let truncated = false;
  let isFirst = true;
  let skips = false;
  /** What follows the last line break so far, where the last line is to be left out. */
  let held = '';
  for await (const piece of pieces) {
    if (isFirst) [truncated, skips, isFirst] = [piece.truncated, piece.truncated || cut.first, false];
    let text = piece.text;
    if (skips) {
      const line = text.indexOf('\n');
      if (line === -1) continue;
      [text, skips] = [text.slice(line + 1), false];
    }
    if (cut.last) {
      text = held + text;
      const line = text.lastIndexOf('\n') + 1;
      [text, held] = [text.slice(0, line), text.slice(line)];
    }
    yield text;
  }
  return { truncated };
}

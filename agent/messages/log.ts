import { joinBytes, textOf, utf8 } from '../decode/bytes.ts';
import { given } from '../json.ts';
import { type Message, maxMessageLength } from '../message.ts';
import { literalsOfAll } from '../signatures/index.ts';
import { type Encoding, transcoder } from '../windows/encoding.ts';
import { createLineReader } from './lines.ts';
import { openEnvelope } from './log-line.ts';
import type { WrittenAt } from './time.ts';

/** Takes the bytes of a log in pieces of any size, and keeps only the current line. */
export interface LogReader {
  push(piece: Uint8Array): void;
  /** No more bytes. The last line may have no line feed. */
  end(): void;
}

/** The rest of a longer line is not read. */
const longestLine = 64 * 1024;
/** How far from a line without a time one is looked for. */
const besideBytes = 8 * 1024;
const besideLines = 20;
const lineFeed = 0x0a;
const nothing: Uint8Array = new Uint8Array();

let search: ByteSearch | null = null;
/** Searches for the literals of the catalogue. Made for the first text, and shared. */
export const searchOfWordings = (): ByteSearch => {
  search ??= createByteSearch(literalsOfAll().map(utf8));
  return search;
};

/**
 * Finds the known wordings in a log. Only lines with a literal of the catalogue are decoded and read, each separately; for
 * messages that are broken into several lines there is `createLineReader`.
 * @param options.written for formats that leave out the year and the zone; null: not known
 * @param options.emit gets each message that is a known wording
 */
export function createLogReader(options: {
  source: string;
  written: WrittenAt | null;
  encoding: Encoding;
  emit: (message: Message) => void;
}): LogReader {
  const find = searchOfWordings();
  const lines = createLineReader(options.source, options.written, options.emit);
  const toUtf8 = transcoder(options.encoding);
  /** The current line, which has not ended. */
  let rest = nothing;
  /** The ends of what was read, for the line after them. They are joined when one is looked for: most never are. */
  const behind: Uint8Array[] = [];
  let behindBytes = 0;

  function read(bytes: Uint8Array) {
    if (bytes.length === 0) return;
    findIn(bytes);
    const end = bytes.slice(-besideBytes);
    behind.push(end);
    behindBytes += end.length;
    for (let [first] = behind; first !== undefined && behindBytes - first.length >= besideBytes; [first] = behind) {
      behindBytes -= first.length;
      behind.shift();
    }
  }

  function findIn(bytes: Uint8Array) {
    for (let from = 0; from < bytes.length; ) {
      const hit = find(bytes, from, bytes.length);
      if (hit === -1) return;
      const start = bytes.lastIndexOf(lineFeed, hit) + 1;
      const end = bytes.indexOf(lineFeed, hit) + 1 || bytes.length;
      // Of a very long line only the part around the wording is read.
      lines.push(
        textOf(bytes.subarray(Math.max(start, hit - maxMessageLength / 2), Math.min(end, hit + maxMessageLength))),
        () => timeBeside(bytes, start, end),
      );
      // The next line that is read may come from far below in the log.
      lines.push('');
      from = end;
    }
  }

  /** The last words of a Go program have no time: it is that of the line before them, else of the line after them. */
  function timeBeside(bytes: Uint8Array, start: number, end: number): string | undefined {
    const near = bytes.subarray(Math.max(0, start - besideBytes), start);
    const before = textOf(joinBytes([...(start < besideBytes ? behind : []), near])).split('\n');
    const after = textOf(bytes.subarray(end, end + besideBytes)).split('\n');
    for (const line of [...before.slice(-besideLines).toReversed(), ...after.slice(0, besideLines)]) {
      const at = openEnvelope(line.trimEnd(), options.written)?.at;
      if (at !== undefined) return at;
    }
    return undefined;
  }

  function keep(bytes: Uint8Array) {
    if (rest.length === longestLine) return;
    rest = joinBytes([rest, bytes.subarray(0, longestLine - rest.length)]);
  }

  return {
    push(piece) {
      let bytes = toUtf8(piece);
      if (rest.length > 0) {
        const end = bytes.indexOf(lineFeed) + 1;
        keep(end === 0 ? bytes : bytes.subarray(0, end));
        if (end === 0) return;
        read(rest);
        rest = nothing;
        bytes = bytes.subarray(end);
      }
      const end = bytes.lastIndexOf(lineFeed) + 1;
      read(bytes.subarray(0, end));
      keep(bytes.subarray(end));
    },
    end() {
      read(rest);
      lines.end();
    },
  };
}

/** Counts messages that repeat, so that a log with a million equal lines costs one message. */
interface Tally {
  add(message: Message): void;
  messages(): Message[];
}

/** @param alike returns the same text for messages that count as one; the newest of them is kept */
export function createTally(alike: (text: string) => string = (text) => text): Tally {
  const counted = new Map<string, Message>();
  return {
    add(message) {
      const { source, text, pod, container } = message;
      const key = JSON.stringify([source, alike(text), pod ?? null, container ?? null, message.past ?? null]);
      const before = counted.get(key);
      counted.set(key, before === undefined ? message : merge(before, message));
    },
    messages: () => [...counted.values()],
  };
}

/** Ids of containers, sandboxes and temporary accounts, and UUIDs; error codes are shorter. */
const ids = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,64})\b/g;

/** The text without ids: the same for the same failure of different containers. */
export const withoutIds = (text: string): string => text.replace(ids, '#');

function merge(a: Message, b: Message): Message {
  const times = [a.firstAt, a.at, b.firstAt, b.at].filter((time) => time !== undefined).sort();
  const [firstAt] = times;
  const at = times.at(-1);
  const [older, newer] = (a.at ?? '') > (b.at ?? '') ? [b, a] : [a, b];
  return {
    ...older,
    ...newer,
    count: a.count + b.count,
    ...given({ at, firstAt: firstAt === at ? undefined : firstAt }),
  };
}

/**
 * Searches bytes for many texts at once. Why no library: a log of several GiB is searched as bytes, and most are skipped.
 * A search over strings would have to decode all of them first.
 */

/**
 * The index of one of the texts that lies completely between `from` (included) and `to` (excluded); -1: none. If
 * there are several, it is one on the first line that has any.
 */
type ByteSearch = (bytes: Uint8Array, from: number, to: number) => number;

/** Bytes that are compared together. */
const block = 4;
const hashBits = 14;
const hash = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

interface Candidate {
  text: Uint8Array;
  /** Where in the text the last block of its window begins, and that block. */
  at: number;
  word: number;
}

/**
 * Skips most bytes: each text has a window, all of the same length, and a table says for each block of bytes how far away
 * the end of any window is at least. The search moves by that distance, and compares texts only where it is 0. The
 * shortest text decides the speed. Source: Wu and Manber, A fast algorithm for multi-pattern searching (1994).
 * @param texts as bytes in the encoding of the searched text, each of at least 4
 */
export function createByteSearch(texts: readonly Uint8Array[]): ByteSearch {
  const windowLength = Math.min(...texts.map((text) => text.length));
  if (windowLength < block) throw new Error(`a text to search for must have ${block} bytes or more`);
  const skips = new Uint8Array(2 ** hashBits).fill(Math.min(windowLength - block + 1, 255));
  const candidates = new Map<number, Candidate[]>();
  const common = countBlocks(texts);
  for (const text of texts) {
    const start = rarestWindow(text, windowLength, common);
    const view = viewOf(text);
    for (let left = 0; left <= windowLength - block; left++) {
      const word = view.getInt32(start + windowLength - block - left, true);
      const key = hash(word);
      skips[key] = Math.min(skips[key] ?? 0, left);
      if (left > 0) continue;
      const candidate = { text, at: start + windowLength - block, word };
      candidates.set(key, [...(candidates.get(key) ?? []), candidate]);
    }
  }

  return (bytes, from, to) => {
    const view = viewOf(bytes);
    // A window may be late in its text, so the text begins well before this block.
    for (let at = from + windowLength - block; at <= to - block; ) {
      const word = view.getInt32(at, true);
      const key = hash(word);
      const skip = skips[key] ?? 0;
      if (skip > 0) {
        at += skip;
        continue;
      }
      for (const candidate of candidates.get(key) ?? []) {
        const start = at - candidate.at;
        if (candidate.word !== word || start < from || start + candidate.text.length > to) continue;
        if (isAt(bytes, start, candidate.text)) return start;
      }
      at += 1;
    }
    return -1;
  };
}

/** How often each block occurs in the texts. What many texts share ("failed to") is frequent in other lines too. */
function countBlocks(texts: readonly Uint8Array[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) {
    const view = viewOf(text);
    for (let at = 0; at <= text.length - block; at++) {
      const word = view.getInt32(at, true);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** The start of the window with the rarest blocks. The last block is compared first, so it counts most. */
function rarestWindow(text: Uint8Array, length: number, common: ReadonlyMap<number, number>): number {
  const view = viewOf(text);
  let best = { start: 0, cost: Number.POSITIVE_INFINITY };
  for (let start = 0; start <= text.length - length; start++) {
    let cost = 0;
    for (let left = 0; left <= length - block; left++) {
      cost += (common.get(view.getInt32(start + length - block - left, true)) ?? 0) / (left + 1) ** 2;
    }
    if (cost < best.cost) best = { start, cost };
  }
  return best.start;
}

function isAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let offset = 0; offset < text.length; offset++) if (bytes[start + offset] !== text[offset]) return false;
  return true;
}

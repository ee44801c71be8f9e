/**
 * Searches bytes for many texts at once. Why no library: a log of several GiB is searched as bytes, and most are skipped.
 * A search over strings would have to decode all of them first.
 */

/**
 * The index of one of the texts that lies completely between `from` (included) and `to` (excluded); -1: none. If
 * there are several, it is one on the first line that has any.
 */
export type ByteSearch = (bytes: Uint8Array, from: number, to: number) => number;

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

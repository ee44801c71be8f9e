/** A text made from another by removing or replacing parts of it. */
export interface TextView {
  text: string;
  /** The position in the original where this character begins. */
  startOf(index: number): number;
  /** The position in the original where this character ends. */
  endOf(index: number): number;
}

/**
 * Replaces, together with a line break, a part of the original that the view leaves out. A Unicode noncharacter, so no
 * secret spans it.
 */
export const gap = '\ufdd0';

/** The replacement of a part of the original. */
export interface Replacement {
  start: number;
  end: number;
  put: string;
}

/**
 * The view with these changes; null if there are none.
 * @param changes in the order of the text
 */
export function textViewOf(text: string, changes: readonly Replacement[]): TextView | null {
  if (changes.length === 0) return null;
  const parts: string[] = [];
  /** For each change, where the unchanged text after it begins in the view. */
  const ends: number[] = [];
  let from = 0;
  let by = 0;
  for (const { start, end, put } of changes) {
    parts.push(text.slice(from, start), put);
    by += end - start - put.length;
    ends.push(end - by);
    from = end;
  }
  parts.push(text.slice(from));
  /** The change that put this character in the view; undefined: it comes from the original. */
  const putAt = (index: number, next: number) => {
    const change = changes[next];
    return change !== undefined && index >= (ends[next] ?? 0) - change.put.length ? change : undefined;
  };
  const startOf = (index: number) => {
    const next = countUpTo(ends, index);
    const before = (changes[next - 1]?.end ?? 0) - (ends[next - 1] ?? 0);
    return putAt(index, next)?.start ?? index + before;
  };
  const endOf = (index: number) => putAt(index, countUpTo(ends, index))?.end ?? startOf(index) + 1;
  return { text: parts.join(''), startOf, endOf };
}

/** How many of these sorted numbers are at most `most`. */
function countUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A part that the view leaves out, because it is searched in the text itself. */
export const leftOut = (start: number, end: number): Replacement => ({ start, end, put: `${gap}\n` });

/** Leaves out everything outside these ranges. */
export function* outside(text: string, ranges: readonly { start: number; end: number }[]): Generator<Replacement> {
  let from = 0;
  for (const { start, end } of [...ranges, { start: text.length, end: text.length }]) {
    if (start > from) yield leftOut(from, start);
    from = end;
  }
}

export const inOrder = (changes: Replacement[]) => changes.toSorted((a, b) => a.start - b.start);

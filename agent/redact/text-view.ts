import { lineAt, type Range } from './span.ts';

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
export interface Replacement extends Range {
  put: string;
}

/**
 * The view with these changes; null if there are none.
 * @param changes in the order of the text
 */
export function textViewOf(text: string, changes: readonly Replacement[]): TextView | null {
  if (changes.length === 0) return null;
  const parts: string[] = [];
  /** The changes, each with where the unchanged text after it begins in the view. */
  const placed: Placed[] = [];
  let from = 0;
  let by = 0;
  for (const change of changes) {
    const { start, end, put } = change;
    parts.push(text.slice(from, start), put);
    by += end - start - put.length;
    placed.push({ ...change, to: end - by });
    from = end;
  }
  parts.push(text.slice(from));
  /** The change that put this character in the view, if one did, and the last change before it. */
  const around = (index: number) => {
    const next = countUpTo(placed, index);
    const change = placed[next];
    const isPut = change !== undefined && index >= change.to - change.put.length;
    return { put: isPut ? change : undefined, before: placed[next - 1] ?? { end: 0, to: 0 } };
  };
  const startOf = (index: number) => {
    const { put, before } = around(index);
    return put?.start ?? index + before.end - before.to;
  };
  const endOf = (index: number) => around(index).put?.end ?? startOf(index) + 1;
  return { text: parts.join(''), startOf, endOf };
}

type Placed = Replacement & { to: number };

/** How many of these changes, in their order, end in the view at `most` or before. */
function countUpTo(placed: readonly Placed[], most: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(placed[middle]?.to) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes that put something in the place of each match. */
export const changesOf = (text: string, pattern: RegExp, put: (match: RegExpExecArray) => string): Replacement[] =>
  [...text.matchAll(pattern)].map((match) => {
    const start = match.index;
    return { start, end: start + match[0].length, put: put(match) };
  });

/**
 * The view of these ranges alone, with these changes; null if there are no changes. The rest is left out, because it is
 * searched in the text itself.
 */
export function viewWithin(text: string, ranges: readonly Range[], changes: readonly Replacement[]): TextView | null {
  if (changes.length === 0) return null;
  const leftOut: Replacement[] = [];
  let from = 0;
  for (const { start, end } of [...ranges, { start: text.length, end: text.length }]) {
    if (start > from) leftOut.push({ start: from, end: start, put: `${gap}\n` });
    from = end;
  }
  return textViewOf(
    text,
    [...leftOut, ...changes].toSorted((a, b) => a.start - b.start),
  );
}

/** The view of the lines with these changes. */
export function viewOfLines(text: string, changes: readonly Replacement[]): TextView | null {
  const lines: Range[] = [];
  for (const { start, end } of changes) {
    if (end <= (lines.at(-1)?.end ?? -1)) continue;
    lines.push({ start: text.lastIndexOf('\n', start - 1) + 1, end: end + lineAt(text, end).length });
  }
  return viewWithin(text, lines, changes);
}

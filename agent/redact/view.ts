/** A text in which parts of another were taken out or changed. */
export interface View {
  text: string;
  /** Where a character of it begins in the original. */
  startOf(index: number): number;
  /** Where it ends there. */
  endOf(index: number): number;
}

/**
 * Stands, with a line break, where a part of the original is not in a view. No character of any text: nothing that is
 * found may go over it.
 */
export const gap = '\ufdd0';

/** What stands in the place of a part of the original. */
export interface Change {
  start: number;
  end: number;
  put: string;
}

/**
 * null when nothing changes.
 * @param changes in their order
 */
export function viewOf(text: string, changes: readonly Change[]): View | null {
  if (changes.length === 0) return null;
  const parts: string[] = [];
  /** Where what follows each change begins in the view. */
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
  /** The change in which a character of the view was put; undefined: none. */
  const putAt = (index: number, next: number) => {
    const change = changes[next];
    return change !== undefined && index >= (ends[next] ?? 0) - change.put.length ? change : undefined;
  };
  const startOf = (index: number) => {
    const next = countUpTo(ends, index);
    const before = next === 0 ? 0 : (changes[next - 1]?.end ?? 0) - (ends[next - 1] ?? 0);
    return putAt(index, next)?.start ?? index + before;
  };
  const endOf = (index: number) => putAt(index, countUpTo(ends, index))?.end ?? startOf(index) + 1;
  return { text: parts.join(''), startOf, endOf };
}

/** How many of these numbers, which are in their order, are not greater. */
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

/** What a view does not show: it was looked at in the text itself. */
export const leftOut = (start: number, end: number): Change => ({ start, end, put: `${gap}\n` });

/** All that lies outside of these ranges is left out. */
export function* outside(text: string, ranges: readonly { start: number; end: number }[]): Generator<Change> {
  let from = 0;
  for (const { start, end } of [...ranges, { start: text.length, end: text.length }]) {
    if (start > from) yield leftOut(from, start);
    from = end;
  }
}

export const inOrder = (changes: Change[]) => changes.toSorted((a, b) => a.start - b.start);

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

/** null when nothing changes. */
export function viewOf(text: string, changes: readonly Change[]): View | null {
  if (changes.length === 0) return null;
  const parts: string[] = [];
  /** Where what follows each change begins in the view, and by how much it stood later. */
  const shifts: { at: number; by: number }[] = [];
  const puts = new Map<number, Change>();
  let from = 0;
  let by = 0;
  for (const change of changes) {
    parts.push(text.slice(from, change.start), change.put);
    for (let index = 0; index < change.put.length; index++) puts.set(change.start - by + index, change);
    by += change.end - change.start - change.put.length;
    shifts.push({ at: change.end - by, by });
    from = change.end;
  }
  parts.push(text.slice(from));
  const startOf = (index: number) => puts.get(index)?.start ?? index + shiftAt(shifts, index);
  return { text: parts.join(''), startOf, endOf: (index) => puts.get(index)?.end ?? startOf(index) + 1 };
}

/** The last shift that begins at or before an index. */
function shiftAt(shifts: readonly { at: number; by: number }[], index: number): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle]?.at ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return shifts[low - 1]?.by ?? 0;
}

/** What lies outside of these ranges is left out of a view: it was looked at in the text itself. */
export function* outside(text: string, ranges: readonly { start: number; end: number }[]): Generator<Change> {
  let from = 0;
  for (const { start, end } of [...ranges, { start: text.length, end: text.length }]) {
    if (start > from) yield { start: from, end: start, put: `${gap}\n` };
    from = end;
  }
}

export const inOrder = (changes: Change[]) => changes.toSorted((a, b) => a.start - b.start);

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
interface Change {
  start: number;
  end: number;
  put: string;
}

/** null when nothing changes. */
function viewOf(text: string, changes: readonly Change[]): View | null {
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

/** A log of a log of a log is met: JSON in strings of JSON. */
const maxNesting = 3;

/** All ways in which a text is looked at beside its own. */
export function viewsOf(text: string): View[] {
  const views: View[] = [];
  const narrow = withoutNulls(text);
  const wide: View = { text, startOf: (index) => index, endOf: (index) => index + 1 };
  for (const base of narrow === null ? [wide] : [wide, narrow]) {
    let view: View | null = base;
    for (let depth = 0; view !== null && depth <= maxNesting; depth++) {
      const joined = through(view, withoutWraps);
      if (view !== wide) views.push(view);
      if (joined !== null) views.push(joined);
      view = through(view, unescaped);
    }
  }
  return views;
}

/** A way of looking at what another way shows. */
function through(outer: View, look: (text: string) => View | null): View | null {
  const inner = look(outer.text);
  if (inner === null) return null;
  return {
    text: inner.text,
    startOf: (index) => outer.startOf(inner.startOf(index)),
    endOf: (index) => outer.endOf(inner.endOf(index) - 1),
  };
}

/** Text in UTF-16 that stands in a file of another encoding has a NUL beside each letter. */
function withoutNulls(text: string): View | null {
  if (!text.includes('\0')) return null;
  const nulls = text.matchAll(/\0+/g);
  return viewOf(
    text,
    [...nulls].map(({ 0: { length }, index }) => ({ start: index, end: index + length, put: '' })),
  );
}

/** What lies outside of these ranges is left out of a view: it was looked at in the text itself. */
function* outside(text: string, ranges: readonly { start: number; end: number }[]): Generator<Change> {
  let from = 0;
  for (const { start, end } of [...ranges, { start: text.length, end: text.length }]) {
    if (start > from) yield { start: from, end: start, put: `${gap}\n` };
    from = end;
  }
}

const inOrder = (changes: Change[]) => changes.toSorted((a, b) => a.start - b.start);

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Strings of JSON with several lines in them, as they were before. */
function unescaped(text: string): View | null {
  const lines = [...text.matchAll(/^[^\n]*?\\n[^\n]*/gm)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  if (lines.length === 0) return null;
  const changes = lines.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(/\\(["\\nrt])/g)].map(({ 1: letter = '', index }) => {
      return { start: start + index, end: start + index + 2, put: escapes[letter] ?? '' };
    }),
  );
  return viewOf(text, inOrder([...outside(text, lines), ...changes]));
}

/** Widths at which terminals, mails and encoders break lines. */
const commonWidths = new Set([60, 64, 70, 72, 75, 76, 78, 79, 80, 100, 120, 132, 160]);
const minWidth = 40;
/** How a line begins that is a line of its own. */
const lineStart = /^(?:time=|\d{4}[-/]\d|[IWEFD]\d{4} |[{[<"'#-]|[\w.-]{1,60}:)/;
/** A word of a language is no rest of a secret. */
const isRest = /^(?=.*\d)(?=.*[A-Za-z])|[a-z][A-Z]|^.{20}/;

/** Lines that were broken because they were too long, joined again. */
function withoutWraps(text: string): View | null {
  const changes: Change[] = [];
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  let widthBefore = 0;
  for (const { index: end, 0: whole } of text.matchAll(/\r?\n[ \t]*/g)) {
    const width = end - start;
    const next = end + whole.length;
    if (widthBefore > 0) extend(ranges, end);
    const isWrapped = width >= minWidth && goesOn(text, { end, next, width, widthBefore });
    if (isWrapped) {
      changes.push({ start: end, end: next, put: '' });
      if (widthBefore === 0) ranges.push({ start, end });
    }
    widthBefore = isWrapped ? width : 0;
    start = next;
  }
  if (widthBefore > 0) extend(ranges, text.length);
  return ranges.length === 0 ? null : viewOf(text, inOrder([...outside(text, ranges), ...changes]));
}

function extend(ranges: { end: number }[], end: number): void {
  const last = ranges.at(-1);
  if (last !== undefined) last.end = end;
}

function goesOn(text: string, line: { end: number; next: number; width: number; widthBefore: number }): boolean {
  const { end, next, width, widthBefore } = line;
  const isOfSecret = /[\w+/=.~%&-]/;
  if (!isOfSecret.test(text.charAt(end - 1)) || !isOfSecret.test(text.charAt(next))) return false;
  const ahead = text.slice(next, next + width + 1);
  const newline = ahead.search(/[\r\n]/);
  const following = newline === -1 ? ahead : ahead.slice(0, newline);
  if (following.length > width || lineStart.test(following)) return false;
  const [rest = ''] = /^\S+/.exec(following) ?? [];
  if (!isRest.test(rest)) return false;
  return (
    rest.length === following.length || widthBefore === width || following.length === width || commonWidths.has(width)
  );
}

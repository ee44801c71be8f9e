/** A part of a text, from `start` up to `end`. */
export interface Range {
  start: number;
  end: number;
}

/** A secret in a text: from `start` up to `end`, in UTF-16 units, with the id of the pattern that found it. */
export interface SecretSpan extends Range {
  id: string;
}

/** Sorts spans and joins those that overlap. The joined span has the id of the one that was found first. */
export function mergeSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const merged: (Range & { rank: number })[] = [];
  const ranked = spans.map(({ start, end }, rank) => ({ start, end, rank }));
  for (const one of ranked.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || one.start >= last.end) {
      merged.push(one);
      continue;
    }
    last.end = Math.max(last.end, one.end);
    last.rank = Math.min(last.rank, one.rank);
  }
  return merged.map(({ start, end, rank }) => ({ id: spans[rank]?.id ?? '', start, end }));
}

/** Adds spans to a list. `push(...spans)` fails for some 120,000, because each is an argument. */
export function addSpans(list: SecretSpan[], spans: readonly SecretSpan[]): void {
  for (const span of spans) list.push(span);
}

/** The spans, moved by an offset. */
export const movedBy = (spans: readonly SecretSpan[], by: number): SecretSpan[] =>
  spans.map(({ id, start, end }) => ({ id, start: start + by, end: end + by }));

/** The start of the line with this position, at most `most` characters back. */
export function lineStartAt(text: string, at: number, most = 4096): number {
  const from = Math.max(0, at - most);
  return from + text.slice(from, at).lastIndexOf('\n') + 1;
}

/** The line that starts at a position, without its line break. */
export function lineAt(text: string, at: number, newline: number = text.indexOf('\n', at)): string {
  const end = newline === -1 ? text.length : newline;
  return text.slice(at, text.charAt(end - 1) === '\r' && end > at ? end - 1 : end);
}

/** The lines from the start of one, at most so many, without their line breaks, and where each starts. */
export function* linesFrom(
  text: string,
  from: number,
  most = Number.POSITIVE_INFINITY,
): Generator<{ line: string; at: number }, undefined> {
  for (let at = from, count = 0; count < most; count++) {
    const newline = text.indexOf('\n', at);
    yield { line: lineAt(text, at, newline), at };
    if (newline === -1) return;
    at = newline + 1;
  }
}

/** A line that is not empty, with the empty ones before it. */
const indentedLine = /(?:[ \t]*\r?\n)*([ \t]*)(- )?\S[^\n]*\n?/y;

/** The lines from a position on that are indented more than a name above them, and the items of its list; null: none. */
export function indentedBelow(text: string, name: number, from: number, most = text.length): Range | null {
  const [own = ''] = /^[ \t]*(?:- )?/.exec(text.slice(lineStartAt(text, name), name)) ?? [];
  let least = own.length + 1;
  let end = from;
  while (end - from < most) {
    const [whole, spaces = '', dash = ''] = matchAt(indentedLine, text, end) ?? [];
    // What follows the dash of an item may be as far from the margin as the lines below.
    if (end === from && own.endsWith('- ') && spaces.length === own.length) least = own.length;
    if (whole === undefined || spaces.length + dash.length / 2 < least) break;
    end += whole.length;
  }
  return end > from ? { start: from, end } : null;
}

/** A part of a regular expression. */
export const raw = String.raw;

const withFlags =
  (flags: string) =>
  (text: TemplateStringsArray, ...parts: readonly string[]): RegExp =>
    new RegExp(String.raw(text, ...parts), flags);

/** Regular expressions of named parts, by their flags: regexp.i`…${part}…`. */
export const regexp = {
  none: withFlags(''),
  ...{ g: withFlags('g'), gi: withFlags('gi'), i: withFlags('i'), iu: withFlags('iu'), iy: withFlags('iy') },
  ...{ my: withFlags('my'), u: withFlags('u'), uy: withFlags('uy'), y: withFlags('y') },
};

/** What matches one of these words or phrases, with `|` between them, and nothing else. */
export const anyWord = (words: string, flags = 'i'): RegExp => new RegExp(`^(?:${words})$`, flags);

/** The match of a sticky pattern at a position, or of a global one from there on; null: none. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether a sticky pattern matches at a position; one that only looks behind tells what stands before it. */
export function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

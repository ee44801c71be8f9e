import { lineKey } from './line-key.ts';
import type { LineKind, Memory } from './memory.ts';
import { endOfLastName } from './named.ts';
import { hasSecretObject } from './secret-object.ts';
import type { Span } from './span.ts';
import { wrappedWidth } from './unwrapped.ts';
import { type Change, gap, type View, viewOf } from './view.ts';

/** Shorter texts are looked at whole. */
const leastLength = 4096;
/** So many lines below one that opens something are looked at with it, whatever they are. */
const reach = 64;

/** Blocks of lines that belong together, and text in UTF-16. Texts with them are looked at whole. */
const blocks = /-----(?:BEGIN|END) |Private-Lines:|\0/;
/** Bytes in hexadecimal, apart from one another: their digits count. */
const bytes = /(?:[0-9a-f]{2}[ ,:-]){9}|(?:[0-9a-f]{2},\\?){9}/i;
/** What stands after a name whose value may stand on another line: nothing, a bracket that stays open, a colon. */
const opens = /^[^A-Za-z0-9]*$|[[{(][^\])}]*$|[:=|>\\-]\s*$/;
const isPartial = / std(?:out|err) P /;

interface Line {
  start: number;
  end: number;
  key: number;
  isKept: boolean;
  /** Nothing is known of lines like it. */
  isNew: boolean;
}

/** A text without the lines in which nothing is to be found, since lines like them were looked at before. */
export interface Rest {
  view: View;
  /** Remembers what was found in the lines that were looked at. */
  learn(found: readonly Span[]): void;
}

/** null: the text is looked at whole. */
export function withoutKnownLines(text: string, memory: Memory): Rest | null {
  if (text.length < leastLength || blocks.test(text) || hasSecretObject(text)) return null;
  const lines = linesOf(text, memory);
  keepWraps(text, lines);
  const view = viewOf(text, gapsIn(text, lines));
  if (view === null) return { view: { text, startOf: (index) => index, endOf: (index) => index + 1 }, learn };
  return { view, learn };

  function learn(found: readonly Span[]): void {
    let next = 0;
    for (const { start, end, key, isNew } of lines) {
      while ((found[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
      if (isNew) memory.lines.set(key, (found[next]?.start ?? Number.POSITIVE_INFINITY) >= end ? 'plain' : 'found');
    }
  }
}

function linesOf(text: string, memory: Memory): Line[] {
  const lines: Line[] = [];
  let openUntil = -1;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    // What stands at the border of a text may be a part of a line.
    const isWhole = start > 0 && newline !== -1;
    const key = lineKey(text, start, end);
    let kind = memory.lines.get(key);
    if (kind === undefined) {
      kind = kindOf(text.slice(start, end), memory);
      if (kind !== undefined) memory.lines.set(key, kind);
    }
    if (kind === 'opens') {
      // A value may stand above its name.
      const above = lines.at(-1);
      if (above !== undefined) above.isKept = true;
      openUntil = lines.length + reach;
    } else if (kind === 'goes-on') openUntil = Math.max(openUntil, lines.length + 1);
    lines.push({
      start,
      end,
      key,
      isKept: kind !== 'plain' || lines.length <= openUntil,
      isNew: kind === undefined && isWhole,
    });
    start = end + 1;
  }
  return lines;
}

/** undefined: only a look at it tells. */
function kindOf(line: string, memory: Memory): LineKind | undefined {
  if (isPartial.test(line)) return 'goes-on';
  const name = endOfLastName(line, memory);
  if (name !== null && opens.test(line.slice(name))) return 'opens';
  return bytes.test(line) ? 'found' : undefined;
}

/** Lines that were broken are one. */
function keepWraps(text: string, lines: readonly Line[]): void {
  let width = 0;
  for (const [index, line] of lines.entries()) {
    const following = lines[index + 1];
    if (following === undefined) return;
    width = wrappedWidth(text, line, width);
    if (width === 0) continue;
    for (const one of [line, following]) [one.isKept, one.isNew] = [true, false];
  }
}

function gapsIn(text: string, lines: readonly Line[]): Change[] {
  const gaps: Change[] = [];
  let from: number | null = null;
  for (const { start, isKept } of [...lines, { start: text.length, isKept: true }]) {
    if (!isKept) from ??= start;
    else if (from !== null) {
      gaps.push({ start: from, end: start, put: `${gap}\n` });
      from = null;
    }
  }
  return gaps;
}

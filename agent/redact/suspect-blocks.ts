import { utf8 } from '../decode/bytes.ts';
import { jointOfNames } from './columns.ts';
import { lineKey } from './line-key.ts';
import type { LineKind, Memory } from './memory.ts';
import { endOfLastName } from './named.ts';
import type { SecretPattern } from './patterns/pattern.ts';
import { secretObjects } from './secret-object.ts';
import type { SignSearch } from './signs.ts';
import type { Span } from './span.ts';
import { betweenSteps, type Steps } from './steps.ts';
import { plainly } from './unescaped.ts';
import { wrappedWidth } from './unwrapped.ts';
import type { Range } from './value.ts';

const lineBreak = 10;

/** As much as so many characters. */
const costOfLine = 32;

/** Shorter texts are looked at whole. */
const leastLength = 4096;
/** So many lines below one that opens something are looked at with it, whatever they are. */
const reach = 64;
/** So many below one with a sign: a pattern may go over line breaks. */
const reachOfPattern = 3;

/** Blocks of lines that belong together, and text in UTF-16: what stands around them is looked at with them. */
const wholes = /-----(?:BEGIN|END) |Private-Lines:|\0/g;
/** So much, on both sides, in UTF-16 units. */
const reachOfWhole = 16 * 1024;
/** Bytes in hexadecimal, apart from one another: their digits count. */
const bytes = /(?:[0-9a-f]{2}[ ,:-]){9}|(?:[0-9a-f]{2},\\?){9}/i;
/** What stands after a name whose value may stand on another line: nothing, a bracket that stays open, a colon, a parameter. */
const opens = /^[^A-Za-z0-9]*$|[[{(][^\])}]*$|[:=|>\\-]\s*$|^["'`\]]{0,2}\s*[=:]\s*@\w/;
/** How klog, logrus and loggers of JSON begin a record: no value goes on there that was opened above. */
const record = /(?:[IWEF]\d{4} \d\d:\d\d|time="|\{")/y;
const isPartial = / std(?:out|err) P /;
/** A file is shown, and stands in the next lines. */
const prints = /\b(?:cat|type|gc|get-content|more|less|head|tail|bat)\s(?:[^\n]{0,100}\s)?\S{1,200}\s*$/i;
/** A command that goes on in the next line, and rows that follow. */
const continues = /(?:[ \t][`^_]|\\)\r?$|\bvalues\s*(?:\(.*\),\s*)?$|\bFROM stdin;\s*$|\(\s*$/i;
/** What stands in each of them, as literal-search.ts reads it. */
export const partialMarks = [' stdout P ', ' stderr P '];
/** As often as views.ts looks behind what is written in another way. */
const maxNesting = 3;

/** The last lines of a text go with what follows it, also where nothing is to be seen in them: they may be broken. */
const linesOfEnd = 8;

interface Line extends Range {
  key: number;
  isKept: boolean;
  /** Nothing is known of lines like it. */
  isNew: boolean;
}

/** Parts of a text that may have a secret in them. */
export interface Blocks {
  list: readonly Range[];
  /** Nothing that follows the text changes what is found before this. */
  settled: number;
  /** Remembers what was found in the lines that were looked at. */
  learn(found: readonly Span[]): void;
}

interface Look {
  patterns: readonly SecretPattern[];
  signs: SignSearch;
  memory: Memory;
}

const asWhole = ({ length }: string): Blocks => ({
  list: [{ start: 0, end: length }],
  settled: 0,
  learn: () => undefined,
});
const nothing: Blocks = { list: [], settled: 0, learn: () => undefined };

/**
 * Most lines of a log have no sign of a secret, and most of those with one are like a line that was looked at before: what
 * is left is looked at closely, in blocks of lines that stand together.
 */
export function* suspectBlocks(text: string, look: Look): Steps<Blocks> {
  if (text.length < leastLength) {
    return !text.includes('\n') && hasSign(text, { start: 0, end: text.length }, look) === 'none'
      ? nothing
      : asWhole(text);
  }
  const lines = yield* linesOf(text, look);
  keepAround([...text.matchAll(wholes)], lines);
  keepAround(secretObjects(text), lines);
  const wraps = keepWraps(text, lines, look);
  const list = blocksOf(lines, text.length);
  const isPlainAtEnd = (list.at(-1)?.end ?? 0) <= text.length - reachOfWhole;
  return {
    list,
    settled: isPlainAtEnd ? (lines.at(-linesOfEnd)?.start ?? 0) : 0,
    learn(found) {
      for (const some of [lines, wraps]) {
        let next = 0;
        for (const { start, end, key, isNew } of some) {
          while ((found[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
          if (!isNew) continue;
          look.memory.lines.set(key, (found[next]?.start ?? Number.POSITIVE_INFINITY) >= end ? 'plain' : 'found');
        }
      }
    },
  };
}

function hasSign(text: string, { start, end }: Range, { patterns, signs }: Look) {
  return patterns.some(({ needs }) => needs === undefined) ? 'some' : signs.hasAny(text, start, end);
}

function* linesOf(text: string, look: Look): Steps<Line[]> {
  const { memory } = look;
  const bytes = utf8(text);
  const lines: Line[] = [];
  let openUntil = -1;
  let looked = 0;
  for (let start = 0, from = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    looked += end - start + costOfLine;
    if (looked > betweenSteps) {
      yield;
      looked = 0;
    }
    record.lastIndex = start;
    if (openUntil >= lines.length && record.test(text)) openUntil = -1;
    // What stands at the border of a text may be a part of a line.
    const isWhole = start > 0 && newline !== -1;
    const to = newline === -1 ? bytes.length : bytes.indexOf(lineBreak, from);
    const key = lineKey(bytes, from, to);
    const kind = memory.lines.get(key) ?? judged(text, { start, end }, key, look);
    if (kind === 'opens') {
      // A value may stand above its name.
      const above = lines.at(-1);
      if (above !== undefined) above.isKept = true;
      openUntil = lines.length + reach;
    } else if (kind === 'goes-on') openUntil = Math.max(openUntil, lines.length + 1);
    else if (kind !== 'plain') openUntil = Math.max(openUntil, lines.length + reachOfPattern);
    lines.push({
      start,
      end,
      key,
      isKept: kind !== 'plain' || lines.length <= openUntil,
      isNew: kind === undefined && isWhole,
    });
    start = end + 1;
    from = to + 1;
  }
  return lines;
}

/** What is known of a line that has not been met; undefined: only a look at it tells. */
function judged(text: string, { start, end }: Range, key: number, look: Look): LineKind | undefined {
  const sign = hasSign(text, { start, end }, look);
  const line = sign === 'none' ? '' : text.slice(start, end);
  const isSuspect = sign === 'some' || (sign === 'escapes' && hidesSign(line, look.signs));
  const kind = isSuspect ? kindOf(line, look.memory) : 'plain';
  if (kind !== undefined) look.memory.lines.set(key, kind);
  return kind;
}

/** Whether there is a sign once its characters stand for themselves. */
function hidesSign(line: string, signs: SignSearch): boolean {
  let text: string | null = line;
  for (let depth = 0; depth < maxNesting; depth++) {
    text = plainly(text);
    if (text === null) return false;
    // A character of UTF-16 has a NUL beside it.
    const narrow = text.replaceAll('\0', '');
    if (signs.hasAny(narrow, 0, narrow.length) === 'some') return true;
  }
  return false;
}

/** undefined: only a look at it tells. */
function kindOf(line: string, memory: Memory): LineKind | undefined {
  if (isPartial.test(line)) return 'goes-on';
  if (continues.test(line)) return 'opens';
  if (prints.test(line)) return 'found';
  const name = endOfLastName(line, memory);
  if (name !== null && (opens.test(line.slice(name)) || jointOfNames(line) !== null)) return 'opens';
  return bytes.test(line) ? 'found' : undefined;
}

/** Keeps the lines around each of these places, which are in their order. */
function keepAround(places: readonly { index: number }[], lines: readonly Line[]): void {
  let at = 0;
  for (const line of lines) {
    while ((places[at]?.index ?? Number.POSITIVE_INFINITY) + reachOfWhole < line.start) at++;
    if ((places[at]?.index ?? Number.POSITIVE_INFINITY) - reachOfWhole > line.end) continue;
    line.isKept = true;
    line.isNew = false;
  }
}

/** Lines that were broken are one. @returns each of them of which nothing is known */
function keepWraps(text: string, lines: readonly Line[], look: Look): Line[] {
  const found: Line[] = [];
  let width = 0;
  let first = 0;
  for (const [index, line] of lines.entries()) {
    const widthBefore = width;
    width = index === lines.length - 1 ? 0 : wrappedWidth(text, line, widthBefore);
    if (widthBefore === 0) first = index;
    else if (width === 0) {
      const broken = lines.slice(first, index + 1);
      const joined = joinedLine(text, broken, look);
      if (joined.isKept) for (const one of broken) Object.assign(one, { isKept: true, isNew: false });
      if (joined.isNew) found.push(joined);
    }
  }
  return found;
}

/** As one line, which repeats itself as others do. */
function joinedLine(text: string, broken: readonly Line[], look: Look): Line {
  const [{ start } = { start: 0 }] = broken;
  const end = broken.at(-1)?.end ?? start;
  const line = text.slice(start, end).replaceAll(/\r?\n[ \t]*/g, '');
  const bytes = utf8(line);
  const key = lineKey(bytes, 0, bytes.length);
  const kind = look.memory.lines.get(key) ?? judged(line, { start: 0, end: line.length }, key, look);
  // What stands at the border of a text may be a part of a line.
  const isWhole = start > 0 && end < text.length;
  return { start, end, key, isKept: kind !== 'plain', isNew: kind === undefined && isWhole };
}

function blocksOf(lines: readonly Line[], length: number): Range[] {
  const blocks: Range[] = [];
  let from: number | null = null;
  for (const { start, isKept } of [...lines, { start: length, isKept: false }]) {
    if (isKept) from ??= start;
    else if (from !== null) {
      blocks.push({ start: from, end: start });
      from = null;
    }
  }
  return blocks;
}

import { utf8 } from '../../decode/bytes.ts';
import { endOfLastName } from '../by-name.ts';
import { betweenSteps, createPace, type LineKind, type Memory, type Steps } from '../memory.ts';
import { isOfWords } from '../notations/assignment.ts';
import { isOfSetting, isUnfinished } from '../notations/joints.ts';
import type { SecretPattern } from '../patterns/pattern.ts';
import { announces, announcesCodes } from '../patterns/sentences.ts';
import { plainly } from '../rewritten.ts';
import { isAt, type Range, raw, regexp, type SecretSpan } from '../span.ts';
import { isHeading, showsSecret } from '../structures/command-output.ts';
import { secretObjects } from '../structures/secret-object.ts';
import { jointOfNames } from '../structures/tables.ts';
import { wrappedWidth } from '../unwrapped.ts';
import { lineKey } from './line-key.ts';
import type { SignSearch } from './signs.ts';

const lineBreak = 10;

/** The cost of handling a line, in characters. */
const costOfLine = 32;

/** Shorter texts are searched as a whole. */
const leastLength = 4096;
/** After a line whose value may be below, this many lines are searched too. */
const reach = 64;
/** After a line with a sign, this many lines are searched too, because a pattern can span line breaks. */
const reachOfPattern = 3;

/** PEM blocks, PuTTY keys, and text in UTF-16: the lines around them are searched too. */
const wholes = /-----(?:BEGIN|END) |Private-Lines:|\0/g;
/** What each of them contains. A search for its rarest characters takes a fraction of the pattern's time. */
const wholeMarks = ['BEGIN ', 'END ', 'Private-Lines:', '\0'];
/** How far on both sides, in UTF-16 units. */
const reachOfWhole = 16 * 1024;
/** Bytes in hexadecimal with separators. For these, each digit matters. */
const bytes = /(?:[0-9a-f]{2}[ ,:-]){9}|(?:[0-9a-f]{2},\\?){9}/i;
/** What follows a name whose value may be on another line: nothing, an open bracket, a colon, a parameter. */
const opens = /^[^A-Za-z0-9]*$|[[{(][^\])}]*$|[:=|>\\-]\s*[│║┃]?\s*$|^["'`\]]{0,2}\s*[=:]\s*@\w/;
/** A section whose fields have names that say little alone. */
const opensSection = /^\s*["']?[\w.-]{0,40}jwt\w{0,40}["']?\s*[:=]?\s*\{?\s*$/i;
/** The beginning of a record of klog, logrus or a JSON logger. It ends any value that a line above has opened. */
const record = /(?:[IWEF]\d{4} \d\d:\d\d|time="|\{")/y;
const isPartial = / std(?:out|err) P /;
/** A command that prints a file, or a text that is read up to a word; the content follows in the next lines. */
const prints =
  /\b(?:cat|type|gc|get-content|more|less|head|tail|bat)\s(?:[^\n]{0,100}\s)?\S{1,200}\s*$|<<-?\s?["']?\w{1,20}["']?\)?\s*$|@["']\s*$/i;
/** A command that continues in the next line, or that is followed by rows; a registry key, followed by its values. */
const continues =
  /^\[-?HKEY_.*\]\r?$|(?:[ \t][`^_]|\\)\r?$|\bvalues\s*(?:\(.*\),\s*)?$|\bCOPY\b.*\bFROM stdin;?\s*$|\(\s*$/i;
const userLine = raw`^[ \t]*(?:machine|user|username|login|account)(?:[ \t]{1,5}\S{1,100}){1,2}\s*$`;
const typed = raw`"(?:type|kind)"\s{0,3}:\s{0,3}"[\w.-]{0,40}(?:securestring|passw|passphrase|secret|token|credential|private_key)`;
const kerberosKey = raw`\b(?:aes(?:128|256)|rc4)[_-](?:hmac|cts)[\w/-]{0,30}(?:[ \t]{1,12}\([^()]{1,120}\))?\s*$`;
const statement = raw`\b(?:insert|update|merge|replace)\b.{1,800}(?:[=(,]\s?\?|%s|[$:@]\w)`;
/**
 * The first line of a dialogue, an object with its type, a login of netrc, a call, a key of Kerberos, or a statement with
 * parameters; its secret is some lines below.
 */
const begins = regexp.i`\b334 UGFzc3dvcmQ6|\bUSER[ \t]{1,3}[^\s"]{1,64}["']?\s*$|${userLine}|\bchpasswd\b|${typed}|LDAPObject\.\w{1,40}\s*$|<methodName>|\bparameters=\[|${kerberosKey}|${statement}`;
/** What announces a secret in the next line. */
const announced = regexp.i`${announces}|${announcesCodes}`;
const accounts = raw`"\w{0,40}(?:users|passwords|logins)"\s*:\s*\{\s*$`;
const ofKey = raw`priv|privateExponent|prime[12]|exponent[12]|coefficient`;
/**
 * A section of an INI file, an object with accounts, the rule below the header of a table, a list of SNMP communities,
 * a command to Redis, a number of a private key.
 */
const heads = regexp.i`^\[(?:admins|users|passwords|passwd|credentials)\]\s*$|${accounts}|^[ \t]*-+(?:[ \t]+-+)+\s*$|\bValidCommunities\s*$|^AUTH\s*$|^[ \t]*(?:${ofKey}):\s*$`;
/** Literals of split container lines, in the syntax of literal-search.ts. */
export const partialMarks = [' stdout P ', ' stderr P '];
/** The same depth as in rewritten.ts. */
const maxNesting = 3;

/** The last lines of a text are always searched again with what follows, because they may be split. */
const linesOfEnd = 8;

interface Line extends Range {
  key: number;
  isKept: boolean;
  /** No line with this key has been searched before. */
  isNew: boolean;
}

/** The parts of a text that may contain a secret. */
interface Blocks {
  list: readonly Range[];
  /** Text that is added later does not change what is found before this index. */
  settled: number;
  /** Remembers, for the lines that were searched, whether a secret was found. */
  learn(found: readonly SecretSpan[]): void;
}

/** What the search for secrets works with. */
export interface Detector {
  patterns: readonly SecretPattern[];
  signs: SignSearch;
  memory: Memory;
}

/** Of a short text. */
const unlearned = (list: readonly Range[]): Blocks => ({ list, settled: 0, learn: () => undefined });

/**
 * Selects the lines that need a close search, joined into blocks. Most lines of a log have no sign of a secret, and
 * most of the others have the key of a line that was searched before.
 */
export function* suspectBlocks(text: string, detector: Detector): Steps<Blocks> {
  if (text.length < leastLength) {
    // Text in UTF-16 shows no sign.
    const mayHide = text.includes('\n') || text.includes('\0');
    const whole = { start: 0, end: text.length };
    return unlearned(!mayHide && hasSign(text, whole, detector) === 'none' ? [] : [whole]);
  }
  const lines = yield* linesOf(text, detector);
  if (wholeMarks.some((mark) => text.includes(mark))) keepAround([...text.matchAll(wholes)], lines);
  keepAround(secretObjects(text), lines);
  const wraps = yield* keepWraps(text, lines, detector);
  const list = blocksOf(lines, text.length);
  const isPlainAtEnd = (list.at(-1)?.end ?? 0) <= text.length - reachOfWhole;
  return {
    list,
    settled: isPlainAtEnd ? (lines.at(-linesOfEnd)?.start ?? 0) : 0,
    learn(found) {
      for (const some of [lines, wraps]) {
        let next = 0;
        for (const [index, { start, key, isNew }] of some.entries()) {
          while ((found[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
          if (!isNew) continue;
          // A pattern may begin in this line and find its secret in a line below, which may not be there yet. Wrapped lines
          // are searched as one.
          const last = some === wraps ? some[index] : some[index + reachOfPattern];
          if ((found[next]?.start ?? Number.POSITIVE_INFINITY) < (last?.end ?? text.length))
            detector.memory.lines.set(key, 'found');
          else if (last !== undefined) detector.memory.lines.set(key, 'plain');
        }
      }
    },
  };
}

function hasSign(text: string, { start, end }: Range, { patterns, signs }: Detector) {
  return patterns.some(({ needs }) => needs === undefined) ? 'some' : signs.hasAny(text, start, end);
}

function* linesOf(text: string, detector: Detector): Steps<Line[]> {
  const { memory } = detector;
  const bytes = utf8(text);
  const lines: Line[] = [];
  let openUntil = Number.NEGATIVE_INFINITY;
  let looked = 0;
  for (let start = 0, from = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    looked += end - start + costOfLine;
    if (looked > betweenSteps) {
      yield;
      looked = 0;
    }
    if (openUntil >= lines.length && isAt(record, text, start)) openUntil = Number.NEGATIVE_INFINITY;
    // The first and the last line of a text may be parts of lines.
    const isWhole = start > 0 && newline !== -1;
    const to = newline === -1 ? bytes.length : bytes.indexOf(lineBreak, from);
    const key = lineKey(bytes, from, to);
    const kind = memory.lines.get(key) ?? judged(text, { start, end }, key, detector);
    if (kind === 'opens') {
      // A value can stand above its name.
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

/** The kind of a line whose key is new; undefined: only a close search can tell. */
function judged(text: string, { start, end }: Range, key: number, detector: Detector): LineKind | undefined {
  const sign = hasSign(text, { start, end }, detector);
  const line = text.slice(start, end);
  const isSuspect = sign === 'some' || (sign === 'escapes' && hidesSign(line, detector.signs));
  const kind = isSuspect ? kindOf(line, detector.memory) : 'plain';
  if (kind !== undefined) detector.memory.lines.set(key, kind);
  return kind;
}

/** Whether a line shows a sign after its escapes are decoded. */
function hidesSign(line: string, signs: SignSearch): boolean {
  let text: string | null = line;
  for (let depth = 0; depth < maxNesting; depth++) {
    text = plainly(text);
    if (text === null) return false;
    // Text in UTF-16 has a NUL after each ASCII character.
    const narrow = text.replaceAll('\0', '');
    if (signs.hasAny(narrow, 0, narrow.length) === 'some') return true;
  }
  return false;
}

/** The kind of a line with a sign; undefined: only a close search can tell. */
function kindOf(line: string, memory: Memory): LineKind | undefined {
  if (isPartial.test(line)) return 'goes-on';
  if (continues.test(line) || heads.test(line) || opensSection.test(line) || isHeading(line)) return 'opens';
  if (prints.test(line) || showsSecret(line) || begins.test(line) || announced.test(line)) return 'found';
  const name = endOfLastName(line, memory);
  const isOpen = name !== null && (opens.test(line.slice(name)) || isUnfinished(line.slice(name)));
  const isOfLines = name !== null && (isOfWords(line, name) || isOfSetting(line, name) || jointOfNames(line) !== null);
  if (isOpen || isOfLines) return 'opens';
  return bytes.test(line) ? 'found' : undefined;
}

/** Selects the lines around each of these positions, which must be in order. */
function keepAround(places: readonly { index: number }[], lines: readonly Line[]): void {
  let at = 0;
  for (const line of lines) {
    while ((places[at]?.index ?? Number.POSITIVE_INFINITY) + reachOfWhole < line.start) at++;
    if ((places[at]?.index ?? Number.POSITIVE_INFINITY) - reachOfWhole > line.end) continue;
    line.isKept = true;
    line.isNew = false;
  }
}

/**
 * Judges lines that were wrapped as one line.
 * @returns the joined lines
 */
function* keepWraps(text: string, lines: readonly Line[], detector: Detector): Steps<Line[]> {
  const found: Line[] = [];
  let width = 0;
  let broken: Line[] = [];
  const isTimeToPause = createPace();
  for (const line of lines) {
    if (isTimeToPause(line.start)) yield;
    const isRest = width !== 0;
    width = wrappedWidth(text, line, width);
    if (isRest || width !== 0) broken.push(line);
    if (isRest && width === 0) {
      const joined = joinedLine(text, { start: broken[0]?.start ?? line.end, end: line.end }, detector);
      if (joined.isKept) for (const one of broken) Object.assign(one, { isKept: true, isNew: false });
      found.push(joined);
      broken = [];
    }
  }
  return found;
}

/** Wrapped lines as one line, with the key that the whole line has. */
function joinedLine(text: string, { start, end }: Range, detector: Detector): Line {
  const line = text.slice(start, end).replaceAll(/\r?\n[ \t]*/g, '');
  const bytes = utf8(line);
  const key = lineKey(bytes, 0, bytes.length);
  const kind = detector.memory.lines.get(key) ?? judged(line, { start: 0, end: line.length }, key, detector);
  // The first and the last line of a text may be parts of lines.
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

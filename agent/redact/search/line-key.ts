/** Kinds of characters in a run, as bits. */
const hasDigit = 1;
const hasSmallHex = 2;
const hasCapitalHex = 4;
const hasOther = 8;

const kindOf = new Uint8Array(256);
for (let code = 48; code <= 57; code++) kindOf[code] = hasDigit;
for (let code = 65; code <= 90; code++) kindOf[code] = code <= 70 ? hasCapitalHex : hasOther;
for (let code = 97; code <= 122; code++) kindOf[code] = code <= 102 ? hasSmallHex : hasOther;

const entry = (table: Uint8Array, index: number) => table[index] ?? 0;

/** Characters that make the number after them part of an escape: `%41`, `$6$`, and `#` in `&#65;`. */
const escapes = new Uint8Array(256);
for (const sign of '%$~#') escapes[sign.charCodeAt(0)] = 1;
const ampersand = 38;
const hash = 35;

const numberMark = 0xe000;
const hexMark = 0xe001;
const capitalHexMark = 0xe002;
const timeMark = 0xe003;
const prefixedMark = 0xe010;

/** Multipliers of two hashes; one 32-bit hash alone would collide too often. */
const firstBy = 0x01000193;
const secondBy = 0x85ebca6b;

/**
 * A number that identifies the form of a log line. Lines that differ only in numbers, times and ids have the same key.
 * Either all of them hold a secret or none does, because redaction judges such runs only by their kind and length.
 * @param text in UTF-8
 */
export function lineKey(text: Uint8Array, start: number, end: number): number {
  // One long function without helpers, because it runs for every character of a log.
  let first = 0x811c9dc5;
  let second = first;
  for (let at = start; at < end; ) {
    let code = entry(text, at);
    let kind = entry(kindOf, code);
    if (kind === 0) {
      first = Math.imul(first ^ code, firstBy);
      second = Math.imul(second ^ code, secondBy);
      at++;
      continue;
    }
    const run = at;
    const firstBefore = first;
    const secondBefore = second;
    let kinds = 0;
    do {
      kinds |= kind;
      first = Math.imul(first ^ code, firstBy);
      second = Math.imul(second ^ code, secondBy);
      if (++at >= end) break;
      code = entry(text, at);
      kind = entry(kindOf, code);
    } while (kind !== 0);
    if ((kinds & hasDigit) === 0 || (run > start && isEscape(text, run - 1))) continue;
    const mark = markOf(text, { start: run, end: at, limit: end }, kinds);
    if (mark === 0) continue;
    first = Math.imul(Math.imul(firstBefore ^ mark, firstBy) ^ (at - run), firstBy);
    second = Math.imul(Math.imul(secondBefore ^ mark, secondBy) ^ (at - run), secondBy);
    if (mark !== timeMark) continue;
    for (let one = at - 2; one < at; one++) {
      code = isDigit(text, one) ? zero : entry(text, one);
      first = Math.imul(first ^ code, firstBy);
      second = Math.imul(second ^ code, secondBy);
    }
  }
  // A number holds 53 bits. The upper bits of a product are the better mixed ones.
  return (first >>> 0) * 2 ** 21 + (second >>> 11);
}

function isEscape(text: Uint8Array, at: number): boolean {
  const code = entry(text, at);
  return escapes[code] === 1 && (code !== hash || text[at - 1] === ampersand);
}

/** A run of letters and digits, and where its line ends. */
interface Run {
  start: number;
  end: number;
  limit: number;
}

/** The number that represents a run in the hash. 0: every character of the run is hashed. The run has a digit. */
function markOf(text: Uint8Array, run: Run, kinds: number): number {
  const { start, end } = run;
  const length = end - start;
  if ((kinds & hasOther) !== 0) {
    if (isOfTime(text, start, end)) return timeMark;
    return isPrefixed(text, run) ? prefixedMark | kinds : 0;
  }
  // The tokens of two services begin with these numbers.
  if (kinds === hasDigit) {
    const isPrefix = length === 1 ? end < run.limit && text[end] === slash : length === 4 && isThousand(text, start);
    return isPrefix ? 0 : numberMark;
  }
  if (length < 4 || (length > 41 && length !== 63 && length !== 64)) return 0;
  if (length >= 20 && mayBeText(text, start)) return 0;
  if (kinds === (hasDigit | hasSmallHex)) return hexMark;
  return kinds === (hasDigit | hasCapitalHex) ? capitalHexMark : 0;
}

/** `0x` and digits, or a short run that stands alone: codes and addresses. */
function isPrefixed(text: Uint8Array, { start, end, limit }: Run): boolean {
  if (end - start > 18 || text[start] !== zero || text[start + 1] !== smallX) return false;
  // Of the 0 before the x.
  let kinds = hasDigit;
  for (let at = start + 2; at < end; at++) kinds |= entry(kindOf, entry(text, at));
  if (kinds === hasDigit) return true;
  return (
    (kinds & hasOther) === 0 &&
    end - start < leastWord &&
    isBorder(text[start - 1]) &&
    (end === limit || isBorder(text[end]))
  );
}

/** The same minimum as in shape.ts. */
const leastWord = 16;
const borders = new Uint8Array(256);
for (const one of '\n\t\r ()[]{}<>,;"\'') borders[one.charCodeAt(0)] = 1;
const isBorder = (code = 32) => borders[code] === 1;

const slash = 47;
const smallA = 97;
const smallX = 120;
const zero = 48;
const capitalA = 65;
const capitalT = 84;
const capitalZ = 90;

function isThousand(text: Uint8Array, start: number): boolean {
  for (let at = start + 1; at < start + 4; at++) if (text[at] !== zero) return false;
  return text[start] === zero + 1;
}

/** Parts of times in RFC 3339, and durations: `25T15`, `832Z`, `12s`, `345ms`. A letter is in each run. */
function isOfTime(text: Uint8Array, start: number, end: number): boolean {
  if (end - start > 20) return false;
  let at = start;
  while (isDigit(text, at)) at++;
  const digits = at - start;
  const letters = end - at;
  if (digits === 2 && letters === 3 && text[at] === capitalT) return isDigit(text, at + 1) && isDigit(text, at + 2);
  if (letters === 1 && text[at] === capitalZ) return true;
  return letters <= 2 && isSmall(text, at) && isSmall(text, end - 1);
}

/** Of letters and digits. */
const isDigit = (text: Uint8Array, at: number) => entry(text, at) < capitalA;
const isSmall = (text: Uint8Array, at: number) => entry(text, at) >= smallA;

/** Whether the bytes at a position are printable ASCII, 0x20 to 0x7f. */
function mayBeText(text: Uint8Array, start: number): boolean {
  for (let at = start; at < start + 8; at += 2) {
    const code = entry(text, at);
    if (code < 50 || code > 55) return false;
  }
  return true;
}

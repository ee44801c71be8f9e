import { isAt } from '../regexp.ts';
import { noiseOf } from '../words/randomness.ts';

/** Kinds of characters in a run, as bits. */
const small = 1;
const capital = 2;
const digit = 4;
const beyondHex = 8;

/** For ASCII only, because other characters end a word. */
const kinds = new Uint8Array(128);
const mark = (characters: string, kind: number) => {
  for (const one of characters) kinds[one.charCodeAt(0)] = kind;
};
mark('0123456789', digit);
mark('abcdef', small);
mark('ghijklmnopqrstuvwxyz', small | beyondHex);
mark('ABCDEF', capital);
mark('GHIJKLMNOPQRSTUVWXYZ', capital | beyondHex);
const kindOf = (code: number) => kinds[code] ?? 0;

const isHex = (kind: number) => (kind & beyondHex) === 0 && (kind & (small | capital)) !== (small | capital);

/**
 * Whether a word may be a secret by its shape. A fast filter: it sees each character once and creates no strings. It is
 * true for every word that shape.ts or a pattern without a literal would find, and rarely for others.
 */
export function wordMayBeSecret(text: string, start: number, end: number): boolean {
  // Padded base64, such as a Ceph key.
  if (text.charCodeAt(end - 2) === equals && text.charCodeAt(end - 1) === equals) return true;
  if (text.charCodeAt(end) === comma && isAt(afterToken, text, end)) return true;
  return mayBeNoisy(text, start, end) || mayBeBase64(text, start, end);
}

/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

const percent = 37;
const comma = 44;
const hyphen = 45;
const dot = 46;
const colon = 58;
const underscore = 95;
const equals = 61;

const longRun = 25;
const noiseOfSign = 1.2;
/** A sign between two atoms. */
const sign = /.?[!#$%*?@^~]/y;
const abbreviation = /(?:[a-z]{1,11}|[A-Z][a-z]{0,10})(?![A-Za-z\d])/y;
/** A part of a time in RFC 3339, as in random-parts.ts: `25T15`, `832Z`. */
const partOfTime = /(?:\d{1,8}T\d{1,6}Z?|\d{1,9}Z)(?![A-Za-z\d])/y;

interface Run {
  start: number;
  end: number;
  kind: number;
}

/**
 * Whether the noisiest run of atoms may be noisy enough, as in random-parts.ts. An atom that may be an id counts as
 * noise.
 */
function mayBeNoisy(text: string, start: number, end: number): boolean {
  let first = start;
  /** Where the run would begin if the ids in it had no length. */
  let from = start;
  let sum = Number.NEGATIVE_INFINITY;
  let before: Run | null = null;
  for (let at = start; at < end; ) {
    let kind = kindOf(text.charCodeAt(at));
    if (kind === 0) {
      at++;
      continue;
    }
    let next = at + 1;
    for (; next < end; next++) {
      const one = kindOf(text.charCodeAt(next));
      if (one === 0) break;
      kind |= one;
    }
    // A percent escape: random-parts.ts replaces it with spaces.
    if (text.charCodeAt(at - 1) === percent && next - at >= 2 && isHex(kindOf(text.charCodeAt(at)))) return true;
    const length = next - at;
    const asHex = isHex(kind) || isAt(partOfTime, text, at);
    if (asHex ? mayBeHex(text, at, next) : isPlainShape(text, at, next)) return true;
    const run: Run = { start: at, end: next, kind };
    if (before !== null && isOfPattern(text, before, run)) return true;
    const noise = asHex ? 0 : noiseOfAtom(text, at, next, kind);
    if (length >= longRun && !asHex && (kind & capital) !== 0 && noise >= -6) return true;
    if (before === null || at - before.end > 2 || sum < 0) {
      first = from = at;
      sum = 0;
    } else if (isAt(sign, text, before.end)) sum += noiseOfSign;
    sum += noise;
    if (asHex && length >= 4) from += length;
    const all = next - from + (text.charCodeAt(next) === equals ? 2 : 0);
    const least = all >= 20 && (first !== at || length >= 20) ? 1 : 9;
    if (all >= 16 && sum >= least) return true;
    before = run;
    at = next;
  }
  return false;
}

/** Abbreviations have no noise. An id that may have a word before it has none or some, so the higher value counts. */
function noiseOfAtom(text: string, start: number, end: number, kind: number): number {
  const noise = noiseOf(text, start, end);
  if ((kind & digit) !== 0) return Math.max(0, noise);
  return isAt(abbreviation, text, start) ? Math.min(0, noise) : noise;
}

/** Whether a run may be longer than an id, or text in hexadecimal. */
function mayBeHex(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 20) return false;
  if (length > 41 && length !== 63 && length !== 64) return true;
  if (length % 2 === 0 && isPrintable(text, start, end)) return true;
  const before = text.charCodeAt(start - 1);
  if (length < 32) return false;
  if (before === underscore || before === dot || (before === colon && text.charCodeAt(end) === colon)) return true;
  return length === 64 && text.charCodeAt(start - 1) === 32 && /[y\d]/.test(text.charAt(start - 2));
}

/** Whether all bytes are printable ASCII, 0x20 to 0x7e. */
function isPrintable(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 2) {
    const code = text.charCodeAt(at);
    if (code < 50 || code > 55) return false;
  }
  return true;
}

/** `0x` before many digits, which shape.ts removes. */
function isPlainShape(text: string, start: number, end: number): boolean {
  return end - start >= 22 && (text.startsWith('0x', start) || text.startsWith('0X', start));
}

/** Whether two neighbouring runs fit a pattern that has no literal. */
function isOfPattern(text: string, before: Run, { start, end, kind }: Run): boolean {
  if (start - before.end !== 1) return false;
  const length = end - start;
  const lengthBefore = before.end - before.start;
  const joint = text.charCodeAt(before.end);
  if (joint === hyphen) {
    const both = kind | before.kind;
    // BitLocker recovery keys, product keys, an id with a checksum.
    if (length === 6 && lengthBefore === 6) return both === digit;
    if (length === 5 && lengthBefore === 5) return (both & small) === 0 && both !== digit;
    return length === 2 && lengthBefore === 32 && (both & small) === 0;
  }
  // Bootstrap tokens of Kubernetes.
  if (joint === dot) return length === 16 && lengthBefore >= 6 && (kind & capital) === 0;
  if (joint !== colon) return false;
  // Password hashes; a port before a user name.
  if (length === 16 || length === 32) return isHex(kind);
  const isPort = before.kind === digit && lengthBefore >= 2 && lengthBefore <= 5;
  return isPort && (kind & (small | capital)) !== 0 && text.charCodeAt(before.start - 1) === colon;
}

/** Of base64, also URL-safe. */
const values = new Int8Array(128).fill(-1);
for (const signs of ['+/', '-_']) {
  const alphabet = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${signs}`;
  for (const [value, one] of [...alphabet].entries()) values[one.charCodeAt(0)] = value;
}
const sixBits = (code: number) => values[code] ?? -1;

const minBase64 = 15;
const maxBegins = 5;
/** How many bytes of decoded data are read. */
const headBytes = 18;
const maxForeign = 2;

/** Whether readable data begins in a run of base64 at a position that shape.ts tries. */
function mayBeBase64(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (sixBits(text.charCodeAt(at)) === -1) continue;
    let to = at + 1;
    while (to < end && sixBits(text.charCodeAt(to)) !== -1) to++;
    let begins = 0;
    for (let begin = at; begin < at + 64 && to - begin + 2 >= minBase64 && begins < maxBegins; begin++) {
      if (begin !== at && sixBits(text.charCodeAt(begin - 1)) < 62) continue;
      begins++;
      if (isReadable(text, begin, to)) return true;
    }
    at = to;
  }
  return false;
}

/** Whether decoded bytes are gzip, DER, or mostly ASCII text in UTF-8 or UTF-16. */
function isReadable(text: string, start: number, end: number): boolean {
  let foreign = 0;
  let nulls = 0;
  for (let index = 0; index < headBytes; index++) {
    const at = start + index + Math.floor(index / 3);
    if (at + 1 >= end) break;
    const bits = 2 * (index % 3) + 2;
    const byte = ((sixBits(text.charCodeAt(at)) << bits) | (sixBits(text.charCodeAt(at + 1)) >> (6 - bits))) & 0xff;
    if (index === 0 && (byte === 0x1f || byte === 0x30)) return true;
    if (byte === 0) nulls++;
    else if (byte >= 0x7f) foreign++;
    else if (byte < 9 || (byte > 13 && byte < 0x20)) return false;
    if (foreign > maxForeign || (nulls > 0 && nulls < index - nulls)) return false;
  }
  return true;
}

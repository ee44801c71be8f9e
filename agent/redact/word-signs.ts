import { noiseOf } from './noise.ts';

/** Kinds of characters in a run, as bits. */
const small = 1;
const capital = 2;
const digit = 4;
const beyondHex = 8;

const kinds = new Uint8Array(128);
for (let code = 48; code <= 57; code++) kinds[code] = digit;
for (let code = 97; code <= 122; code++) kinds[code] = small | (code > 102 ? beyondHex : 0);
for (let code = 65; code <= 90; code++) kinds[code] = capital | (code > 70 ? beyondHex : 0);
const kindOf = (code: number) => (code < 128 ? (kinds[code] ?? 0) : 0);

const isHex = (kind: number) => (kind & beyondHex) === 0 && (kind & (small | capital)) !== (small | capital);

/**
 * Whether a word may be a secret by its shape. A fast filter: it sees each character once and creates no strings. It is
 * true for every word that shape.ts or a pattern without a literal would find, and rarely for others.
 */
export function wordMayBeSecret(text: string, start: number, end: number): boolean {
  // Padded base64, such as a Ceph key.
  if (text.charCodeAt(end - 2) === equals && text.charCodeAt(end - 1) === equals) return true;
  if (text.charCodeAt(end) === comma && isTokenLine(text, end)) return true;
  return mayBeNoisy(text, start, end) || mayBeBase64(text, start, end);
}

/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

function isTokenLine(text: string, at: number): boolean {
  afterToken.lastIndex = at;
  return afterToken.test(text);
}

const percent = 37;
const comma = 44;
const hyphen = 45;
const dot = 46;
const colon = 58;
const underscore = 95;
const equals = 61;

const longRun = 25;
const noiseOfSign = 1.2;

/**
 * Whether the noisiest run of atoms may be noisy enough, as in noisy-part.ts. An atom that may be an id counts as
 * noise.
 */
function mayBeNoisy(text: string, start: number, end: number): boolean {
  let first = -1;
  let sum = 0;
  let hex = 0;
  let endBefore = -1;
  let startBefore = -1;
  let kindBefore = 0;
  for (let at = start; at < end; ) {
    let kind = kindOf(text.charCodeAt(at));
    if (kind === 0) {
      at++;
      continue;
    }
    let next = at + 1;
    for (let one = kindOf(text.charCodeAt(next)); one !== 0 && next < end; one = kindOf(text.charCodeAt(next))) {
      kind |= one;
      next++;
    }
    // A percent escape: noisy-part.ts replaces it with spaces.
    if (text.charCodeAt(at - 1) === percent && next - at >= 2 && isHex(kindOf(text.charCodeAt(at)))) return true;
    const length = next - at;
    const asHex = isHex(kind) || isPartOfTime(text, at, next, kind);
    if (asHex ? mayBeHex(text, at, next) : isPlainShape(text, at, next, kind)) return true;
    if (endBefore !== -1 && isOfPattern(text, { at, next, kind, startBefore, endBefore, kindBefore })) return true;
    const noise = asHex ? 0 : noiseOfAtom(text, at, next, kind);
    const isLong = length >= longRun;
    if (isLong && !asHex && (kind & capital) !== 0 && noise >= -6) return true;
    const isJoined = endBefore !== -1 && at - endBefore <= 2;
    if (first === -1 || sum < 0 || (sum === 0 && isLong) || !isJoined) {
      first = at;
      sum = 0;
      hex = 0;
    } else if (hasSign(text, endBefore, at)) sum += noiseOfSign;
    sum += noise;
    if (asHex && length >= 4) hex += length;
    const all = next - first - hex + (text.charCodeAt(next) === equals ? 2 : 0);
    const least = all >= 20 && (first !== at || length >= 20) ? 1 : 9;
    if (all >= 16 && sum >= least) return true;
    startBefore = at;
    endBefore = next;
    kindBefore = kind;
    at = next;
  }
  return false;
}

/** Abbreviations have no noise. An id that may have a word before it has none or some, so the higher value counts. */
function noiseOfAtom(text: string, start: number, end: number, kind: number): number {
  const noise = noiseOf(text, start, end);
  const isWord = (kind & digit) === 0 && isSmall(text, start + 1, end);
  if (isWord && end - start < 12) return Math.min(0, noise);
  if ((kind & digit) === 0) return noise;
  return Math.max(0, noise);
}

/** A part of a time in RFC 3339, as in noisy-part.ts: `25T15`, `832Z`. */
function isPartOfTime(text: string, start: number, end: number, kind: number): boolean {
  if ((kind & small) !== 0 || (kind & digit) === 0 || end - start > 16) return false;
  const last = text.charCodeAt(end - 1) === 90 ? end - 1 : end;
  let at = start;
  while (at < last && kindOf(text.charCodeAt(at)) === digit) at++;
  const before = at - start;
  if (before === 0) return false;
  if (at === last) return last < end && before <= 9;
  if (text.charCodeAt(at) !== 84 || before > 8) return false;
  const after = last - at - 1;
  for (at++; at < last; at++) if (kindOf(text.charCodeAt(at)) !== digit) return false;
  return after >= 1 && after <= 6;
}

function isSmall(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 97 || code > 122) return false;
  }
  return true;
}

function hasSign(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ('!#$%*?@^~'.includes(text.charAt(at))) return true;
  }
  return false;
}

/** Whether a run may be longer than an id, or text in hexadecimal. */
function mayBeHex(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 20) return false;
  if (length > 41 && length !== 63 && length !== 64) return true;
  if (isPrintable(text, start, end)) return true;
  const before = text.charCodeAt(start - 1);
  if (length < 32) return false;
  if (before === underscore || before === dot || (before === colon && text.charCodeAt(end) === colon)) return true;
  return length === 64 && text.charCodeAt(start - 1) === 32 && /[y\d]/.test(text.charAt(start - 2));
}

/** Whether all bytes are printable ASCII, 0x20 to 0x7e. */
function isPrintable(text: string, start: number, end: number): boolean {
  if ((end - start) % 2 === 1) return false;
  for (let at = start; at < end; at += 2) {
    const code = text.charCodeAt(at);
    if (code < 50 || code > 55) return false;
  }
  return true;
}

/** `0x` before many digits, which hex-part.ts removes. */
function isPlainShape(text: string, start: number, end: number, kind: number): boolean {
  if (end - start < 22 || (kind & digit) === 0 || text.charCodeAt(start) !== 48) return false;
  return (text.charCodeAt(start + 1) | 32) === 120;
}

interface Two {
  at: number;
  next: number;
  kind: number;
  startBefore: number;
  endBefore: number;
  kindBefore: number;
}

/** Whether two neighbouring runs fit a pattern that has no literal. */
function isOfPattern(text: string, { at, next, kind, startBefore, endBefore, kindBefore }: Two): boolean {
  if (at - endBefore !== 1) return false;
  const length = next - at;
  const before = endBefore - startBefore;
  const joint = text.charCodeAt(endBefore);
  if (joint === hyphen) {
    // BitLocker recovery keys, product keys, an id with a checksum.
    if (length === 6 && before === 6) return kind === digit && kindBefore === digit;
    if (length === 5 && before === 5) return ((kind | kindBefore) & small) === 0 && (kind | kindBefore) !== digit;
    return length === 2 && before === 32 && ((kind | kindBefore) & small) === 0;
  }
  // Bootstrap tokens of Kubernetes.
  if (joint === dot) return length === 16 && before >= 6 && (kind & capital) === 0;
  if (joint !== colon) return false;
  // Password hashes; a port before a user name.
  if (length === 16 || length === 32) return isHex(kind);
  const beforeThat = text.charCodeAt(startBefore - 1);
  return (kind & (small | capital)) !== 0 && kindBefore === digit && before >= 2 && before <= 5 && beforeThat === colon;
}

const values = new Int8Array(128).fill(-1);
for (const [value, one] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'].entries())
  values[one.charCodeAt(0)] = value;
values[43] = values[45] = 62;
values[47] = values[95] = 63;
const sixBits = (code: number) => (code < 128 ? (values[code] ?? -1) : -1);

const minBase64 = 15;
const maxBegins = 5;
/** How many bytes of decoded data are read. */
const headBytes = 18;

/** Whether readable data begins in a run of base64 at a position that encoded-part.ts tries. */
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
  let bits = 0;
  let held = 0;
  let index = 0;
  let foreign = 0;
  let nulls = 0;
  for (let at = start; at < end && index < headBytes; at++) {
    held = ((held << 6) | sixBits(text.charCodeAt(at))) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (held >> bits) & 0xff;
    if (index === 0 && (byte === 0x1f || byte === 0x30)) return true;
    if (byte === 0) nulls++;
    else if (byte >= 0x7f) foreign++;
    else if (byte < 9 || (byte > 13 && byte < 0x20)) return false;
    index++;
    if (foreign * 8 > headBytes || (nulls > 0 && nulls < index - 1 - nulls)) return false;
  }
  return true;
}

/** What the characters of a run have in common. */
const hasDigit = 1;
const hasSmallHex = 2;
const hasCapitalHex = 4;
const hasOther = 8;

const kindOf = new Uint8Array(128);
for (let code = 48; code <= 57; code++) kindOf[code] = hasDigit;
for (let code = 65; code <= 90; code++) kindOf[code] = code <= 70 ? hasCapitalHex : hasOther;
for (let code = 97; code <= 122; code++) kindOf[code] = code <= 102 ? hasSmallHex : hasOther;

/** Before a number they make it a part of something that is written in another way: `%41`, `&#65;`, `$6$`. */
const escapes = new Set([...'%\\&#$~'].map((sign) => sign.charCodeAt(0)));

const numberMark = 0xe000;
const hexMark = 0xe001;
const capitalHexMark = 0xe002;
const timeMark = 0xe003;

/**
 * A number for a line of a log. Lines that differ only in their numbers, times and ids have the same one, and a secret is
 * found either in all of them or in none: redaction looks at such a run only for its kind and its length.
 */
export function lineKey(text: string, start: number, end: number): number {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  const feed = (code: number) => {
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b);
    second ^= second >>> 13;
  };
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code >= 128 || kindOf[code] === 0) {
      feed(code);
      at++;
      continue;
    }
    let kinds = 0;
    let next = at;
    for (; next < end; next++) {
      const one = text.charCodeAt(next);
      const kind = one < 128 ? (kindOf[one] ?? 0) : 0;
      if (kind === 0) break;
      kinds |= kind;
    }
    const mark = escapes.has(text.charCodeAt(at - 1)) ? 0 : markOf(text, { start: at, end: next }, kinds);
    if (mark === 0) for (let one = at; one < next; one++) feed(text.charCodeAt(one));
    else {
      feed(mark);
      feed(next - at);
      if (mark === timeMark) for (let one = next - 2; one < next; one++) feed(withoutDigit(text.charCodeAt(one)));
    }
    at = next;
  }
  // 53 bits: as many as a number holds.
  return (first >>> 0) * 2 ** 21 + (second >>> 11);
}

/** 0: each character of the run counts. */
function markOf(text: string, { start, end }: { start: number; end: number }, kinds: number): number {
  const length = end - start;
  if ((kinds & hasDigit) === 0) return 0;
  if ((kinds & hasOther) !== 0) return isOfTime(text, start, end) ? timeMark : 0;
  // Tokens of two services begin with these numbers.
  if (kinds === hasDigit) {
    const isPrefix = length === 1 ? text.charCodeAt(end) === 47 : length === 4 && text.startsWith('1000', start);
    return isPrefix ? 0 : numberMark;
  }
  if (length < 4 || (length > 41 && length !== 63 && length !== 64)) return 0;
  if (length >= 20 && mayBeText(text, start)) return 0;
  if (kinds === (hasDigit | hasSmallHex)) return hexMark;
  return kinds === (hasDigit | hasCapitalHex) ? capitalHexMark : 0;
}

/** Of RFC 3339, and durations: `25T15`, `832Z`, `12s`, `345ms`. */
function isOfTime(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 20 || !isDigit(text.charCodeAt(start))) return false;
  return /^(?:\d\dT\d\d|\d+(?:Z|[a-z]{1,2}))$/.test(text.slice(start, end));
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const withoutDigit = (code: number) => (isDigit(code) ? 48 : code);

/** Bytes of letters, digits and signs: 0x20 to 0x7f. */
function mayBeText(text: string, start: number): boolean {
  for (let at = start; at < start + 8; at += 2) {
    const code = text.charCodeAt(at);
    if (code < 50 || code > 55) return false;
  }
  return true;
}

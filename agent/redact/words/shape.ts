import { fromHex, textOf } from '../../decode/bytes.ts';
import { atOnce, createPace, type Memory, type Steps } from '../memory.ts';
import type { Range, SecretSpan } from '../span.ts';
import { contentOf, contentOfBytes, mayTell } from './encoded.ts';
import { isHarmlessAfter, isOfHandshake } from './harmless.ts';
import { atom, isHex, noisyParts } from './random-parts.ts';

/** Words long enough for a key. Shorter secrets are found by their name or prefix. */
const word = /[A-Za-z0-9+/_~-][A-Za-z0-9+/_~=.:!#$%*?@^-]{15,8191}/g;

/** Secrets found by shape alone: random characters, and encoded text that contains a secret. */
export function* findByShape(text: string, { plainWords }: Memory, lookInto: LookInto | null): Steps<SecretSpan[]> {
  const spans: SecretSpan[] = [];
  const isTimeToPause = createPace();
  for (const { 0: whole, index } of text.matchAll(word)) {
    if (plainWords.get(whole)) continue;
    if (isTimeToPause(index)) yield;
    const before = spans.length;
    const encoded = yield* encodedIn(whole, lookInto);
    for (const { start, end, isSecret } of encoded) {
      if (isSecret) spans.push({ id: 'base64', start: index + start, end: index + end });
    }
    const rest = without(encoded, whole);
    const parts = [...noisyParts(rest, text, index), ...(yield* hexParts(rest, text, index, lookInto))];
    for (const { start, end, id } of parts) spans.push({ id, start: index + start, end: index + end });
    if (spans.length === before && whole.length <= longestKept && encoded.length === 0 && isPlain(whole))
      plainWords.set(whole, true);
  }
  return lookInto === null ? spans : [...spans, ...(yield* listedBytes(text, lookInto))];
}

/** What is encoded says nothing by its shape. */
const without = (ranges: readonly Range[], whole: string) =>
  ranges.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), whole);

/** Of a word that is remembered. */
export const longestKept = 200;

const anyText: LookInto = function* () {
  yield;
  return true;
};
/** Whether a word is harmless whatever stands before it. */
const isPlain = (whole: string) =>
  noisyParts(whole, '', 0).length === 0 && atOnce(hexParts(whole, '', 0, anyText)).length === 0;

/** Whether a word may be a secret, or hold one, whatever stands before it. */
export const mayBeSecret = (whole: string): boolean =>
  !isPlain(whole) ||
  [...whole.matchAll(base64)].some(({ 0: run }) => beginsIn(run).some((begin) => mayTell(run.slice(begin))));

/** Bytes in hexadecimal with separators. */
const bytes = /(?<![0-9a-f])(?:[0-9a-f]{2}(?:[ ,:-]|,\\\s{1,6})){9,8191}[0-9a-f]{2}(?![0-9a-f])/gi;

function* listedBytes(text: string, lookInto: LookInto): Steps<SecretSpan[]> {
  const spans: SecretSpan[] = [];
  const isTimeToPause = createPace();
  for (const { 0: whole, index } of text.matchAll(bytes)) {
    if (isTimeToPause(index)) yield;
    const content = contentOfBytes(fromHex(whole.replaceAll(/[^0-9a-f]/gi, '')));
    const isSecret = content?.kind === 'private-key' || (content?.kind === 'text' && (yield* lookInto(content.text)));
    if (isSecret) spans.push({ id: 'hex', start: index, end: index + whole.length });
  }
  return spans;
}

const base64 = /[A-Za-z0-9+/_-]{15,}={0,2}/g;
const minBase64 = 15;
/** The number of positions in one run at which decoding is tried: after `conf_`, after `/secret/`. */
const maxBegins = 5;

/** The parts of a word that are base64 of readable content. */
export function* encodedIn(whole: string, lookInto: LookInto | null): Steps<(Range & { isSecret: boolean })[]> {
  const found: (Range & { isSecret: boolean })[] = [];
  for (const { 0: run, index } of whole.matchAll(base64)) {
    for (const begin of beginsIn(run)) {
      const content = contentOf(run.slice(begin));
      if (content === null) continue;
      const isSecret =
        content.kind === 'private-key' ||
        (content.kind === 'text' && lookInto !== null && (yield* lookInto(content.text)));
      found.push({ start: index + begin, end: index + run.length, isSecret });
      break;
    }
  }
  return found;
}

/** Positions in a run at which base64 may begin: a prefix before it can consist of base64 characters too. */
function beginsIn(run: string): number[] {
  const begins = [0];
  for (let at = 1; at < 64 && run.length - at >= minBase64 && begins.length < maxBegins; at++) {
    if (/[+/_-]/.test(run.charAt(at - 1))) begins.push(at);
  }
  return begins;
}

/** Searches decoded text: whether it contains a secret. */
type LookInto = (text: string) => Steps<boolean>;

/**
 * Lengths of SHA-256 digests and of names that were cut to 63 characters, so not of keys. Shorter runs can be ids or
 * SHA-1.
 */
const knownHex = new Set([63, 64]);
const longestId = 41;

export function* hexParts(whole: string, text: string, offset: number, lookInto: LookInto | null): Steps<SecretSpan[]> {
  const found: SecretSpan[] = [];
  for (const { 0: part, index } of whole.matchAll(atom)) {
    const digits = /^0x/i.test(part) ? part.slice(2) : part;
    if (digits.length < 20 || !isHex(digits)) continue;
    const start = index + part.length - digits.length;
    const end = index + part.length;
    if (lookInto !== null && digits.length % 2 === 0 && (yield* hidesText(digits, lookInto))) {
      found.push({ start, end, id: 'hex' });
    } else if (digits.length > longestId && !knownHex.has(digits.length) && isEven(digits)) {
      if (!isHarmlessAfter(text, offset + start) && !isOfHandshake(text, offset + start))
        found.push({ start, end, id: 'random' });
    }
  }
  return found;
}

function* hidesText(digits: string, lookInto: LookInto): Steps<boolean> {
  const bytes = fromHex(digits);
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) && (yield* lookInto(textOf(bytes)));
}

/** Whether all digits are about equally frequent, as in random data; headers and bit masks have many zeros. */
function isEven(digits: string): boolean {
  const counts = new Map<string, number>();
  for (const one of digits.toLowerCase()) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts.size >= 8 && Math.max(...counts.values()) <= digits.length * 0.3;
}

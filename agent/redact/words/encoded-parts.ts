import { fromHex, textOf } from '../../decode/bytes.ts';
import type { Steps } from '../pausing.ts';
import type { Range } from '../value.ts';
import { contentOf } from './encoded.ts';
import { isHarmlessAfter, isOfHandshake } from './harmless.ts';
import { atom, isHex, type SecretPart } from './random-parts.ts';

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
export type LookInto = (text: string) => Steps<boolean>;

/**
 * Lengths of SHA-256 digests and of names that were cut to 63 characters, so not of keys. Shorter runs can be ids or
 * SHA-1.
 */
const knownHex = new Set([63, 64]);
const longestId = 41;

export function* hexParts(whole: string, text: string, offset: number, lookInto: LookInto | null): Steps<SecretPart[]> {
  const found: SecretPart[] = [];
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

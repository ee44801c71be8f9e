import { fromHex } from '../decode/bytes.ts';
import { contentOfBytes } from './encoded.ts';
import { encodedIn } from './encoded-part.ts';
import { hexParts, type LookInto } from './hex-part.ts';
import type { Memory } from './memory.ts';
import { noisyParts } from './noisy-part.ts';
import type { Span } from './span.ts';

/** Long enough for a key: what is shorter goes by its name, or by its prefix. */
const word = /[A-Za-z0-9+/_~-][A-Za-z0-9+/_~=.:!#$%*?@^-]{15,8191}/g;

/** Secrets by their own shape: random characters, and text that is encoded and has a secret in it. */
export function findByShape(text: string, { plainWords }: Memory, lookInto: LookInto | null): Span[] {
  const spans: Span[] = [];
  for (const { 0: whole, index } of text.matchAll(word)) {
    if (plainWords.get(whole)) continue;
    const before = spans.length;
    const encoded = encodedIn(whole, lookInto);
    for (const { start, end, isSecret } of encoded) {
      if (isSecret) spans.push({ id: 'base64', start: index + start, end: index + end });
    }
    for (const { start, end, id } of [...noisyParts(whole, text, index), ...hexParts(whole, text, index, lookInto)]) {
      if (encoded.some((part) => part.start < end && start < part.end)) continue;
      spans.push({ id, start: index + start, end: index + end });
    }
    if (spans.length === before && whole.length <= longestKept && encoded.length === 0 && isPlain(whole))
      plainWords.set(whole, true);
  }
  return lookInto === null ? spans : [...spans, ...listedBytes(text, lookInto)];
}

const longestKept = 200;

/** It is not what stands before it that makes it innocent. */
const isPlain = (whole: string) => noisyParts(whole, '', 0).length === 0 && hexParts(whole, '', 0, null).length === 0;

/** Bytes in hexadecimal, apart from one another. */
const bytes = /(?<![0-9a-f])(?:[0-9a-f]{2}(?:[ ,:-]|,\\\s{1,6})){9,}[0-9a-f]{2}(?![0-9a-f])/gi;

function listedBytes(text: string, lookInto: LookInto): Span[] {
  return [...text.matchAll(bytes)].flatMap(({ 0: whole, index }) => {
    const content = contentOfBytes(fromHex(whole.replaceAll(/[^0-9a-f]/gi, '')));
    const isSecret = content?.kind === 'private-key' || (content?.kind === 'text' && lookInto(content.text));
    return isSecret ? [{ id: 'hex', start: index, end: index + whole.length }] : [];
  });
}

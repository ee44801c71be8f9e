import { fromHex } from '../../decode/bytes.ts';
import type { Memory } from '../memory.ts';
import { atOnce, createPace, type Steps } from '../pausing.ts';
import type { SecretSpan } from '../span.ts';
import type { Range } from '../value.ts';
import { contentOfBytes } from './encoded.ts';
import { encodedIn, hexParts, type LookInto } from './encoded-parts.ts';
import { noisyParts } from './random-parts.ts';

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

const longestKept = 200;

/** Whether a word is harmless whatever stands before it. */
const isPlain = (whole: string) =>
  noisyParts(whole, '', 0).length === 0 && atOnce(hexParts(whole, '', 0, null)).length === 0;

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

import { createBounded } from '../memory.ts';
import { isAt, raw, regexp } from '../regexp.ts';
import { longest, mayBeSecret } from '../words/shape.ts';

/** What the patterns without a literal look for: two blocks of a key, or many digits behind a sign. */
const blocks = raw`\d{6}-\d{6}(?!\d)|(?<![A-Z\d])(?!\d{5}-\d{5})[A-Z\d]{5}-[A-Z\d]{5}(?![A-Z\d])|[\dA-F]{32}-[\dA-F]{2}(?![\dA-F])|[A-Za-z\d]{6}\.[a-z\d]{16}`;
const digits = raw`[_.][\da-f]{32}|(?<=[y\d] )[\da-f]{64}|:\d{2,5}:[A-Za-z]`;
const ofPattern = regexp.none`${blocks}|${digits}`;
/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

/** A time, which most lines have. */
const time = /^\d{1,9}(?:[:.T+-]{1,2}\d{1,9}){1,10}Z?$/;
const mostKept = 20_000;

/**
 * Tells of words whether they may be a secret by their shape, or by a pattern that has no literal. It remembers the plain
 * ones, because other lines have them too.
 */
export function createWordSigns(): (text: string, start: number, end: number) => boolean {
  const plain = createBounded<string, true>(mostKept);
  return (text, start, end) => {
    const word = text.slice(start, end);
    // Padded base64, such as a Ceph key.
    if (word.length > longest || word.endsWith('==') || isAt(afterToken, text, end)) return true;
    if (ofPattern.test(text.slice(Math.max(0, start - 2), end))) return true;
    if (plain.get(word) || time.test(word)) return false;
    if (mayBeSecret(word)) return true;
    plain.set(word, true);
    return false;
  };
}

import type { Memory } from '../memory.ts';
import { isAt, raw, regexp } from '../regexp.ts';
import { longestKept, mayBeSecret } from '../words/shape.ts';

/** What the patterns without a literal look for: two blocks of a key, or many digits behind a sign. The sign is first. */
const hyphen = raw`-(?:(?<=\d{6}-)\d{6}(?!\d)|(?<=[\dA-F]{32}-)[\dA-F]{2}(?![\dA-F])|(?<=(?<![A-Z\d])[A-Z\d]{5}-)(?!(?<=\d{5}-)\d{5})[A-Z\d]{5}(?![A-Z\d]))`;
const ofPattern = regexp.none`${hyphen}|\.(?<=[A-Za-z\d]{6}\.)[a-z\d]{16}|[_.][\da-f]{32}|(?<=[y\d]) [\da-f]{64}|:\d{2,5}:[A-Za-z]`;
/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

/** As much of a word as shape.ts looks at together. */
const part = /[^\n]{1,8192}/g;
/** A time, which most lines have. */
const time = /^\d{1,9}(?:[:.T+-]{1,2}\d{1,9}){1,10}Z?$/;

/**
 * Tells of words whether they may be a secret by their shape, or by a pattern that has no literal. The plain ones
 * are remembered, because other lines have them too.
 */
export function createWordSigns(plainWords: Memory['plainWords']) {
  return (text: string, start: number, end: number): boolean => {
    const word = text.slice(start, end);
    // Padded base64, such as a Ceph key.
    if (word.endsWith('==') || isAt(afterToken, text, end)) return true;
    if (!plainWords.get(word) && !time.test(word)) {
      if ([...word.matchAll(part)].some(([one]) => mayBeSecret(one))) return true;
      if (word.length <= longestKept) plainWords.set(word, true);
    }
    return ofPattern.test(text.slice(Math.max(0, start - 2), end));
  };
}

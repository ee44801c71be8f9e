import { isAt, raw, regexp } from '../regexp.ts';
import { mayBeSecret } from '../words/shape.ts';

/** What the patterns without a literal look for: two blocks of a key, or many digits behind a sign. */
const blocks = raw`\d{6}-\d{6}(?!\d)|(?<![A-Z\d])(?!\d{5}-\d{5})[A-Z\d]{5}-[A-Z\d]{5}(?![A-Z\d])|[\dA-F]{32}-[\dA-F]{2}(?![\dA-F])|[A-Za-z\d]{6}\.[a-z\d]{16}`;
const digits = raw`[_.][\da-f]{32}|(?<=[y\d] )[\da-f]{64}|:\d{2,5}:[A-Za-z]`;
const ofPattern = regexp.none`${blocks}|${digits}`;
/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

/**
 * Whether a word may be a secret by its shape, or by a pattern that has no literal. Only asked of the first of many
 * lines that are alike.
 */
export function wordMayBeSecret(text: string, start: number, end: number): boolean {
  const word = text.slice(start, end);
  // Padded base64, such as a Ceph key.
  if (word.endsWith('==') || isAt(afterToken, text, end)) return true;
  return ofPattern.test(text.slice(Math.max(0, start - 2), end)) || mayBeSecret(word);
}

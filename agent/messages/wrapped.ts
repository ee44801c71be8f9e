import { allErrorTexts } from '../windows/error-text.ts';
import { sampleWords } from './sample-words.ts';
import { bareWord, wrappedWords } from './words.ts';

let vocabulary: ReadonlySet<string> | null = null;
/** Whether a known wording has this word. The set is made for the first text of several lines. */
function isKnown(word: string): boolean {
  vocabulary ??= new Set([...sampleWords(), ...allErrorTexts().flatMap(wrappedWords)]);
  return vocabulary.has(word);
}

/**
 * The message that a terminal, a mail or an editor broke into several lines.
 * @param tight joins two parts that are words themselves ("run", "time") into one word
 */
export function joinLines(lines: readonly string[], tight = false): string {
  const [first = '', ...rest] = lines;
  const indents = rest.map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return rest.reduce((before, line) => {
    const next = line.slice(indent);
    return brokeInside(before, next, tight) ? before + next : `${before.trimEnd()} ${next.trimStart()}`;
  }, first.trim());
}

/**
 * Whether the break is inside a word: together the parts are a word of the catalogue, and one of them alone is not; or the
 * break is inside a path, a name or a number.
 */
function brokeInside(before: string, next: string, tight: boolean): boolean {
  const left = /\w{1,64}$/.exec(before.slice(-64))?.[0] ?? '';
  const right = bareWord(/^[\w']{1,64}/.exec(next)?.[0] ?? '');
  if (/^[A-Za-z]+$/.test(left) && /^[A-Za-z']+$/.test(right)) {
    return isKnown(left + right) && (tight || !(isKnown(left) && isKnown(right)));
  }
  if (/\d/.test(left)) return /^\w/.test(next) && (/\d/.test(right) || left.length > 8);
  return /[\\/_#-]$/.test(before) && /^[\w\\/-]/.test(next) && !/ -$/.test(before);
}

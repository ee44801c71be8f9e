import { signatures } from '../signatures/index.ts';
import { tailTexts } from '../windows/error-texts.ts';

const wordsOf = (text: string) => text.split(/[^A-Za-z']+/).filter((word) => word.length > 1);

/** Every word that a known wording is made of. */
const vocabulary: ReadonlySet<string> = new Set([
  ...signatures.flatMap((signature) => signature.samples.flatMap(wordsOf)),
  ...Object.values(tailTexts).flatMap((texts) => texts.flatMap(wordsOf)),
]);

/** The statement that a terminal, a mail or an editor broke into several lines. */
export function joinLines(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const indents = rest.map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return rest.reduce((before, line) => {
    const next = line.slice(indent);
    return brokeInside(before, next) ? before + next : `${before.trimEnd()} ${next.trimStart()}`;
  }, first.trim());
}

/**
 * Whether the break is inside a word: the parts together are a word of the catalogue and one of them is none, or the
 * break is inside a path, a name or a number.
 */
function brokeInside(before: string, next: string): boolean {
  const left = /\w{1,64}$/.exec(before.slice(-64))?.[0] ?? '';
  const right = /^[\w']{1,64}/.exec(next)?.[0] ?? '';
  if (/^[A-Za-z]+$/.test(left) && /^[A-Za-z']+$/.test(right)) {
    return vocabulary.has(left + right) && !(vocabulary.has(left) && vocabulary.has(right));
  }
  if (/\d/.test(left)) return /^\w/.test(next) && (/\d/.test(right) || left.length > 8);
  return /[\\/_#-]$/.test(before) && /^[\w\\/-]/.test(next) && !/ -$/.test(before);
}

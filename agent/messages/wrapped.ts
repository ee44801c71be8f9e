import { signatures } from '../signatures/index.ts';
import { tailTexts } from '../tail-texts.ts';

const wordsOf = (text: string) => text.split(/[^A-Za-z']+/).filter((word) => word.length > 1);

/** Every word that a known wording is made of. */
const vocabulary: ReadonlySet<string> = new Set([
  ...signatures.flatMap((signature) => signature.samples.flatMap(wordsOf)),
  ...Object.values(tailTexts).flatMap((texts) => texts.flatMap(wordsOf)),
]);

/**
 * The line that a terminal, a mail or an editor broke into several. Where it broke inside a word the parts are put
 * together again: the whole is a word of the catalogue and one of the parts is not.
 */
export function joinLines(lines: readonly string[]): string {
  return lines
    .reduce((before, line) => {
      const next = line.trim();
      const left = /[A-Za-z']+$/.exec(before)?.[0] ?? '';
      const right = /^[A-Za-z']+/.exec(next)?.[0] ?? '';
      const broken = vocabulary.has(left + right) && !(vocabulary.has(left) && vocabulary.has(right));
      const spaced = line.startsWith(' ') || !(left !== '' && right !== '' && broken);
      return spaced ? `${before.trimEnd()} ${next}` : before + next;
    }, '')
    .trim();
}

import type { Comparison } from '../../agent/compare/schema.ts';
import type { Told } from './exam.ts';

/** What a comparison says, as the exam reads it: of values that differ together the first three. */
export const toldIn = ({ differences }: Comparison): Told[] =>
  differences.map(({ also, ...first }) => {
    const shown = [first, ...also].slice(0, 3);
    return {
      fields: shown.map(({ field }) => field),
      words: shown.flatMap(({ what, here, there }) =>
        [what, here, there].flatMap((word) => (word === null ? [] : plain(word))),
      ),
    };
  });

/** As the snapshot has it; of a text that is cut, what there is. */
const plain = (word: string) =>
  word
    .replace(/^yes$/, 'true')
    .replace(/^no$/, 'false')
    .replace(/\.{3}$/, '');

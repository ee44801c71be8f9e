import { enough } from '../signature.ts';
import { fromSecond, literalsOfAll, signatures } from './index.ts';

/**
 * Words one of which is in every text that matches a signature: for texts that are read whole, and not only searched. Sentences
 * are as long as they must be there.
 */
export const allWords: readonly string[] = [
  ...new Set([
    ...literalsOfAll(),
    ...signatures.flatMap(({ says = [] }) => says.map((word) => fromSecond(word).slice(0, enough - 1))),
  ]),
];

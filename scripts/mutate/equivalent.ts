import type { Mutant } from './mutants.ts';

/** A mutant that no input tells from the original. */
interface Equivalent {
  file: string;
  /** As mutate.ts prints it. */
  what: string;
  why: string;
}

const list: readonly Equivalent[] = [];

/** The mutants of a file that the list names, and the lines of the list that do not name exactly one of them. */
export function equivalentIn(
  file: string,
  mutants: readonly Mutant[],
): { equivalent: Set<Mutant>; unmatched: Equivalent[] } {
  const named = list
    .filter((one) => one.file === file)
    .map((one) => ({ one, found: mutants.filter(({ what }) => what === one.what) }));
  return {
    equivalent: new Set(named.flatMap(({ found }) => (found.length === 1 ? found : []))),
    unmatched: named.filter(({ found }) => found.length !== 1).map(({ one }) => one),
  };
}

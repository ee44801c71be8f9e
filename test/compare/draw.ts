import { type Chance, chanceOf } from '../redact/chance.ts';

/** Numbers and choices by chance, the same for the same seed. */
export interface Draw {
  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number;
  /** From one number to another, each order of magnitude as likely as the next. */
  scale(from: number, to: number): number;
  /** Whether something happens that does so with this probability. */
  happens(probability: number): boolean;
  /** @throws Error if the list is empty */
  pick<T>(from: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  like: Chance['like'];
  /** So many characters of these. */
  word(length: number, of: string): string;
}

export const hex = '0123456789abcdef';

export function drawOf(seed: number, words: string): Draw {
  const chance = chanceOf(seed, words);
  const below = (limit: number) => Math.floor(chance.part() * limit);
  return {
    below,
    scale: (from, to) => from * (to / from) ** chance.part(),
    happens: (probability) => chance.part() < probability,
    pick: (from) => {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error('there is nothing to pick from');
      return found;
    },
    shuffled: (list) =>
      list
        .map((one) => ({ one, at: chance.part() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
    like: (pattern) => chance.like(pattern),
    word: (length, of) => Array.from({ length }, () => of[below(of.length)]).join(''),
  };
}

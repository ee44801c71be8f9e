import { compareGaps } from '../known-gaps.ts';

/** What one case of an exam got wrong; empty: nothing. */
export interface Outcome {
  id: string;
  wrong: string[];
}

const listOf = (part: string) => new URL(`known-gaps/${part}.txt`, import.meta.url);

/** Compares outcomes with the known gaps of their part, both ways. */
export const compare = (part: string, outcomes: readonly Outcome[]): void =>
  compareGaps(
    new Map(outcomes.flatMap(({ id, wrong }) => (wrong.length === 0 ? [] : [[id, wrong.join('; ')]]))),
    listOf(part),
  );

/** A share as a number from 0 to 1, and as it is printed. */
export const share = (count: number, total: number) => ({
  value: total === 0 ? 1 : count / total,
  text: `${count} of ${total} (${total === 0 ? 100 : Math.round((1000 * count) / total) / 10} %)`,
});

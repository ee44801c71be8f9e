import type { Measure } from './results.ts';

/** Memory of two runs differs by some MiB. */
const runs = 5;

/** A bench of what a limit must hold: it runs five times, and the worst run counts, for each row alone. */
export const mostOf = (bench: () => Promise<Measure[]>) => async (): Promise<Measure[]> => {
  const all: Measure[][] = [];
  for (let run = 0; run < runs; run++) all.push(await bench());
  return mostIn(all).map((row) => ({ ...row, what: `${row.what}, the most of ${runs} runs` }));
};

/** Of each row the one that is furthest towards its goal: of the ratio if it is compared, else of the value. */
export const mostIn = (all: readonly (readonly Measure[])[]): Measure[] =>
  (all[0] ?? []).map((first, index) => {
    const of = ({ value, bare }: Measure) => value / (bare ?? 1);
    return all.reduce((most, { [index]: row = most }) => (of(row) > of(most) ? row : most), first);
  });

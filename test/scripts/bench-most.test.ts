import { expect, test } from 'vitest';
import { mostIn, mostOf } from '../../scripts/bench/most.ts';
import { isMissed, type Measure } from '../../scripts/bench/results.ts';

const row = (what: string, value: number, bare: number | null, goal: number): Measure => ({
  ...{ what, value, unit: 'MiB', bare, goal },
});

test('of each row the run counts that is furthest towards the goal', () => {
  const all = [
    [row('alone', 25, null, 26), row('compared', 90, 60, 1.6)],
    [row('alone', 27, null, 26), row('compared', 80, 40, 1.6)],
    [row('alone', 24, null, 26), row('compared', 95, 70, 1.6)],
  ];
  expect(mostIn(all)).toEqual([row('alone', 27, null, 26), row('compared', 80, 40, 1.6)]);
});

test('one run of five that misses the goal misses it, whichever it is', async () => {
  for (let bad = 0; bad < 5; bad++) {
    let run = 0;
    const measured = await mostOf(async () => [row('memory', run++ === bad ? 27 : 25, null, 26)])();
    expect(measured.map(isMissed)).toEqual([true]);
  }
});

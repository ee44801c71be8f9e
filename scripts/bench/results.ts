import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { project } from '../../image/folder.ts';
import { measuredAt } from '../measured-at.ts';

/** One row of the table. */
const measure = z.strictObject({
  what: z.string(),
  value: z.number(),
  unit: z.string(),
  /** The same of what hostprobe is compared with, in the same run; null: compared with nothing. */
  bare: z.number().nullable(),
  /** The most that is allowed: of the ratio to `bare`, or of the value if there is no `bare`; null: no goal. */
  goal: z.number().nullable(),
});
export type Measure = z.infer<typeof measure>;

/** What a bench measured last, and where. */
const result = z.strictObject({
  commit: z.string(),
  machine: z.string(),
  /** How many tasks wanted a processor in the minute before. */
  load: z.number(),
  measures: z.array(measure),
});
const results = z.record(z.string(), result);
export type Results = z.infer<typeof results>;

/** The newest result of each bench, of which .github/costs.md and SECURITY.md show tables. */
const file = join(project, 'scripts/bench/results.json');

export const readResults = (): Results => results.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Puts what a bench measured now in the place of what it measured before. */
export function saveResult(bench: string, measures: readonly Measure[], load: number): void {
  const rounded = measures.map((one) => ({ ...one, value: shorten(one.value), bare: one.bare && shorten(one.bare) }));
  const saved = {
    ...readResults(),
    [bench]: { ...measuredAt(), load: shorten(load), measures: rounded },
  };
  const sorted = Object.entries(saved).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

const shorten = (value: number) => Number(value.toPrecision(4));

/** Of the last minute. */
export const loadNow = (): number => loadavg()[0] ?? 0;

/** The cells of a row: ours, what stands beside it, the ratio, and the goal, which says so if it is missed. */
export function cellsOf({ value, unit, bare, goal }: Measure): {
  own: string;
  bare: string;
  ratio: string;
  goal: string;
} {
  const ratio = bare === null ? null : value / bare;
  const missed = goal !== null && (ratio ?? value) > goal;
  return {
    own: `${digits(value)} ${unit}`.trim(),
    bare: bare === null ? '' : digits(bare),
    ratio: ratio === null ? '' : `x ${ratio.toFixed(2)}`,
    goal: goal === null ? '' : `${ratio === null ? '' : 'x '}${goal}${missed ? ' MISSED' : ''}`,
  };
}

export const isMissed = (measure: Measure): boolean => cellsOf(measure).goal.endsWith('MISSED');

const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);

/** What a node pays for hostprobe, and what a command does: all figures. Of the other benches only what misses its goal. */
const published = ['image', 'memory', 'pod', 'lab', 'peak', 'bundle', 'start'];

/** The figures, with the commit and the machine of each bench. */
export function figures(): string {
  const all = Object.entries(readResults());
  const shown = all.map(([bench, { measures }]) => ({
    bench,
    measures: published.includes(bench) ? measures : measures.filter(isMissed),
  }));
  const machines = [...Map.groupBy(all, ([, { machine }]) => machine)].map(([machine, benches]) => {
    const commits = [...Map.groupBy(benches, ([, { commit }]) => commit)].map(
      ([commit, of]) => `commit ${commit.replace('+', ' with changes')} (${of.map(([bench]) => bench).join(', ')})`,
    );
    return `on ${machine}, at ${commits.join(', ')}`;
  });
  const loads = all.map(([, { load }]) => Math.round(load));
  const measured = `Measured ${machines.join('; ')}; load ${Math.min(...loads)} to ${Math.max(...loads)}.`;
  const goals = all.flatMap(([, { measures }]) => measures.filter(({ goal }) => goal !== null));
  const missed = `${goals.length} figures have a goal, and ${goals.filter(isMissed).length} miss it. All are in \`scripts/bench/results.json\`.`;
  return `${table(shown)}\n\n${missed}\n${measured}`;
}

function table(shown: readonly { bench: string; measures: readonly Measure[] }[]): string {
  const rows = shown.flatMap(({ bench, measures }) =>
    measures.map((one) => {
      const { own, bare, ratio, goal } = cellsOf(one);
      return [bench, one.what, own, bare, ratio, goal.replace('MISSED', '**missed**')];
    }),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['bench', 'what', 'hostprobe', 'bare', 'ratio', 'goal'];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

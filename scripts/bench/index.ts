// Measures what hostprobe costs, and prints one table: npm run bench [-- <bench> ...]. Exits with 1 if a goal is missed.
import { fleet } from './fleet.ts';
import { holds } from './holds.ts';
import { image } from './image.ts';
import { lab } from './lab.ts';
import { lint } from './lint.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { page } from './page.ts';
import { pod } from './pod.ts';
import { runs } from './runs.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { supportBundle } from './support-bundle.ts';

/** One row of the table. */
export interface Measure {
  what: string;
  value: number;
  unit: string;
  /** The same of what hostprobe is compared with, in the same run; null: compared with nothing. */
  bare: number | null;
  /** The most that is allowed: of the ratio to `bare`, or of the value if there is no `bare`; null: no goal. */
  goal: number | null;
}

const benches: Readonly<Record<string, () => Promise<Measure[]>>> = {
  start,
  memory,
  runs,
  holds,
  load,
  search,
  lint,
  fleet,
  bundle: supportBundle,
  image,
  page,
  lab,
  pod,
};

const asked = process.argv.slice(2);
const stranger = asked.find((name) => !(name in benches));
if (stranger !== undefined) {
  console.error(`hostprobe: there is no bench ${stranger}. The benches are: ${Object.keys(benches).join(', ')}`);
  process.exit(64);
}

const row = (cells: readonly string[]) => {
  const [bench = '', what = '', ...numbers] = cells;
  return [bench.padEnd(7), what.padEnd(74), ...numbers.map((cell) => cell.padStart(11))].join(' ').trimEnd();
};
const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);

console.log(row(['bench', 'what', 'hostprobe', 'bare', 'ratio', 'goal']));
let passed = true;
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const { what, value, unit, bare, goal } of await bench()) {
    const ratio = bare === null ? null : value / bare;
    const good = goal === null || (ratio ?? value) <= goal;
    passed &&= good;
    const goalCell = goal === null ? '' : `${ratio === null ? '' : 'x '}${goal}${good ? '' : ' MISSED'}`;
    const bareCell = bare === null ? '' : digits(bare);
    const ratioCell = ratio === null ? '' : `x ${ratio.toFixed(2)}`;
    console.log(row([name, what, `${digits(value)} ${unit}`.trim(), bareCell, ratioCell, goalCell]));
  }
}
process.exitCode = passed ? 0 : 1;

// Measures what hostprobe costs, prints one table, and saves it: npm run bench [-- <bench> ...]. Exits with 1 if a goal is missed.
import { comparison } from './compare.ts';
import { fleet } from './fleet.ts';
import { holds } from './holds.ts';
import { image } from './image.ts';
import { interfaces } from './interfaces.ts';
import { lab } from './lab.ts';
import { lint } from './lint.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { mostOf } from './most.ts';
import { page } from './page.ts';
import { peak } from './peak.ts';
import { pod } from './pod.ts';
import { randomKeys } from './random-keys.ts';
import { cellsOf, isMissed, loadNow, type Measure, saveResult } from './results.ts';
import { runs } from './runs.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { supportBundle } from './support-bundle.ts';

const benches: Readonly<Record<string, () => Promise<Measure[]>>> = {
  start,
  memory: mostOf(memory),
  peak: mostOf(peak),
  runs,
  holds,
  interfaces,
  load,
  search,
  lint,
  fleet,
  compare: comparison,
  bundle: supportBundle,
  'random-keys': randomKeys,
  image,
  page,
  lab,
  pod: mostOf(pod),
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
console.log(row(['bench', 'what', 'hostprobe', 'bare', 'ratio', 'goal']));
let passed = true;
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const load = loadNow();
  const measures = await bench().catch((error: unknown) => {
    // The others are measured all the same.
    console.log(row([name, `not measured: ${error instanceof Error ? error.message : error}`]));
    return null;
  });
  if (measures === null) {
    passed = false;
    continue;
  }
  for (const measure of measures) {
    const { own, bare, ratio, goal } = cellsOf(measure);
    console.log(row([name, measure.what, own, bare, ratio, goal]));
  }
  saveResult(name, measures, load);
  passed &&= !measures.some(isMissed);
}
process.exitCode = passed ? 0 : 1;

// What hostprobe costs, measured: npm run bench [-- memory|looks|holds|load|lab|pod|search|lint|bundle ...]. Exits with 1 when a limit is passed.
import { holds } from './holds.ts';
import { lab } from './lab.ts';
import { lint } from './lint.ts';
import { load } from './load.ts';
import { looks } from './looks.ts';
import { memory } from './memory.ts';
import { pod } from './pod.ts';
import { search } from './search.ts';
import { supportBundle } from './support-bundle.ts';

/** One number against its limit. `limit` null: shown to be compared, not judged. */
export interface Measure {
  what: string;
  value: number;
  unit: string;
  limit: number | null;
}

const benches: Readonly<Record<string, () => Promise<Measure[]>>> = {
  memory,
  looks,
  holds,
  load,
  lab,
  pod,
  search,
  lint,
  bundle: supportBundle,
};

const asked = process.argv.slice(2);
const stranger = asked.find((name) => !(name in benches));
if (stranger !== undefined) {
  console.error(`hostprobe: there is no bench ${stranger}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(64);
}
let passed = true;
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  for (const { what, value, unit, limit } of await bench()) {
    const good = limit === null || value <= limit;
    passed &&= good;
    const number = value.toFixed(unit === 'x' ? 2 : 1).padStart(9);
    console.log(
      `${number} ${unit.padEnd(3)} ${what}${limit === null ? '' : ` (limit ${limit}) ${good ? 'ok' : 'TOO MUCH'}`}`,
    );
  }
}
process.exitCode = passed ? 0 : 1;

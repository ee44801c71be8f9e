// Runs hostprobe on this machine under mixed load while faults are injected, and with --lab also on a Windows node in Wine:
// npm run soak -- --minutes 2. Prints one table, and keeps it for README with --save (then npm run golden). Exits with 1
// if a probe, a request or a change was lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAgent } from './agent.ts';
import { injectFaults } from './fault.ts';
import { faultsOf } from './faults.ts';
import { historyFaults } from './history.ts';
import { startLab } from './lab.ts';
import { type Counts, startLoad } from './load.ts';
import { startProbing } from './probing.ts';
import { startReaders } from './readers.ts';
import { rowsOf, saveSoak } from './results.ts';

const warmUpMs = 10_000;
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    lab: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 24 * 60)) {
  process.stderr.write(`soak: --minutes must be more than 0 and at most 1440, but is ${values.minutes}\n`);
  process.exit(64);
}
const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-'));
const agent = await startAgent(folder);
const readers = await startReaders();
const lab = values.lab ? await startLab() : null;
try {
  // What it loads and keeps for the first request of a kind is no growth.
  await startLoad({ agent, until: performance.now() + warmUpMs, counts: new Map() });
  const until = performance.now() + minutes * 60_000;
  const start = await agent.usage();
  const probing = startProbing(agent.loopbackPort);
  const counts: Counts = new Map();
  let mostPrivate = 0;
  const watching = setInterval(() => {
    mostPrivate = Math.max(mostPrivate, agent.privateNow());
  }, 100);
  const [onAgent, onReaders, onHistory, labFaults] = await Promise.all([
    injectFaults(faultsOf(agent), until),
    injectFaults(readers.faults, until),
    injectFaults(historyFaults, until),
    lab === null ? [] : injectFaults(lab.faults, until),
    startLoad({ agent, until, counts }),
  ]);
  clearInterval(watching);
  const livez = await probing.stop();
  const end = await agent.usage();

  const requests = Object.fromEntries(counts);
  const faults = [...onAgent, ...onReaders, ...onHistory];
  const soak = { minutes, requests, livez, start, end, mostPrivate, faults, labFaults };
  const rows = rowsOf(soak);
  const width = Math.max(...rows.map(({ what }) => what.length));
  process.stdout.write(
    rows.map(({ what, value, lost }) => `${what.padEnd(width)}  ${value}${lost ? '  <--' : ''}\n`).join(''),
  );
  if (values.save) saveSoak(soak);
  process.exitCode = rows.some(({ lost }) => lost) ? 1 : 0;
} finally {
  await lab?.close();
  await readers.close();
  await agent.close();
  rmSync(folder, { recursive: true });
}

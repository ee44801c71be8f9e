// Runs hostprobe on this machine under mixed load while faults are injected, and with --lab also on a Windows node in Wine:
// npm run soak -- --minutes 2. Prints one table, and keeps it for README with --save (then npm run golden). Exits with 1
// if a probe, a request or a change was lost, or a fault made it refuse everybody.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstToken, startAgent } from './agent.ts';
import { injectFaults } from './fault.ts';
import { faultsOf } from './faults.ts';
import { historyFaults } from './history.ts';
import { startLab } from './lab.ts';
import { type Counts, startLoad } from './load.ts';
import { limitMemory } from './memory-limit.ts';
import { startProbing, statusFor } from './probing.ts';
import { startReaders } from './readers.ts';
import { podLimitMib, rowsOf, saveSoak } from './results.ts';

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
const limit = limitMemory(podLimitMib * 2 ** 20);
const agent = await startAgent(folder, typeof limit === 'string' ? {} : { limit });
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
    injectFaults(faultsOf(agent), until, async () => (await statusFor(agent, firstToken)) === 200),
    injectFaults(readers.faults, until, readers.read),
    injectFaults(historyFaults, until),
    lab === null ? [] : injectFaults(lab.faults, until, lab.read),
    startLoad({ agent, until, counts }),
  ]);
  clearInterval(watching);
  const livez = await probing.stop();
  const end = await agent.usage();

  const requests = Object.fromEntries(counts);
  const faults = [...onAgent, ...onReaders, ...onHistory];
  const memoryLimit = typeof limit === 'string' ? { notRun: limit } : { how: limit.how, killed: limit.killed() };
  const soak = { minutes, requests, livez, start, end, mostPrivate, memoryLimit, faults, labFaults };
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
  if (typeof limit !== 'string') limit.close();
  rmSync(folder, { recursive: true });
}

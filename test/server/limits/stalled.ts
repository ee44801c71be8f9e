import { execFileSync } from 'node:child_process';
import { randomFill } from 'node:crypto';
import { open, openSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { savedMonitor } from '../../../agent/monitor.ts';
import { createApp } from '../../../agent/server/app.ts';
import { loopbackGuard } from '../../../agent/server/auth/loopback.ts';
import { createShared } from '../../../agent/server/shared-state.ts';
import { snapshotWith } from '../../snapshot.ts';
import { heldClock } from '../held-clock.ts';

// Prints what /livez answers before, while and after so many calls hold the threads of this process:
// node test/server/limits/stalled.ts <folder> <calls>. To open a FIFO waits until somebody writes to it.
const [folder = '', calls = ''] = process.argv.slice(2);
const clock = heldClock();
const shared = createShared(savedMonitor(snapshotWith()), null, { clock });
const app = createApp({ shared, guard: loopbackGuard, log: pino({ enabled: false }) });
const ask = async (url: string) => (await app.inject({ url })).statusCode;
/** What was asked of the pool before has come back, however busy the machine is. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await promisify(randomFill)(Buffer.alloc(1));
}

const fifos = Array.from({ length: Number(calls) }, (_, index) => join(folder, `${index}`));
for (const fifo of fifos) execFileSync('mkfifo', [fifo]);
await ask('/livez');
await settled();
const before = await ask('/livez');
await settled();
for (const fifo of fifos) open(fifo, 'r', () => undefined);
await ask('/livez');
// A thread that is left takes what was asked.
if (fifos.length < 4) await settled();
clock.pass(60);
const early = await ask('/livez');
clock.pass(1);
const during = { livez: await ask('/livez'), healthz: await ask('/healthz'), status: await ask('/status') };
// Opened on this thread: the others are taken.
for (const fifo of fifos) openSync(fifo, 'r+');
await settled();
const after = await ask('/livez');
console.log(JSON.stringify({ before, early, during, after }));
process.exit(0);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeBareServer } from './bare.ts';
import { bundle } from './bundle.ts';
import { podMib } from './pod-memory.ts';
import type { Measure } from './results.ts';
import { startServer } from './server.ts';

const requests = 1000;
/** Of ten minutes at the interval of the manifests. */
const runs = 10;

/**
 * Resident memory of a live hostprobe as it ships, with TLS, tokens and history, beside a bare node:http server of the same
 * Node and flags after as many requests. There is no API server here: what asking one adds is in the bench `pod`.
 */
export async function memory(): Promise<Measure[]> {
  const program = await bundle();
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  try {
    await using bare = await startServer(await writeBareServer(join(dirname(program), 'bare.mjs')));
    const bareIdle = await bare.residentMiB();
    await bare.ask(requests, '/');
    const bareAsked = await bare.residentMiB();
    const barePrivate = bare.privateNowMiB();
    await bare.close();

    writeFileSync(join(folder, 'tokens'), 'a-token-for-the-benchmark-only-1234567890\n');
    const flags = ['--tls', 'self-signed', '--auth-token-file', join(folder, 'tokens'), '--state-dir', folder];
    const addresses = ['--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0', '--interval', '86400'];
    await using own = await startServer(program, ['serve', ...addresses, ...flags]);
    const ownIdle = await own.residentMiB();
    for (let run = 0; run < runs; run++) await own.ask(1, '/report?status=200', 'POST');
    await own.ask(requests, '/report?status=200');
    const ownAsked = await own.residentMiB();
    const ownPrivate = own.privateNowMiB();
    const row = { unit: 'MiB', goal: null };
    return [
      { ...row, what: 'resident memory before the first request', value: ownIdle, bare: bareIdle },
      {
        ...row,
        what: `resident memory after ${runs} runs and ${requests} requests`,
        value: ownAsked,
        bare: bareAsked,
        goal: 1.3,
      },
      { ...row, what: 'of it private, which no other process shares', value: ownPrivate, bare: barePrivate },
      {
        ...row,
        what: 'the same, of what the limit of the pod has for it',
        value: ownPrivate,
        bare: null,
        goal: podMib.agent,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

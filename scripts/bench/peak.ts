import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from './bundle.ts';
import { heavyManifests } from './heavy-manifests.ts';
import { texts } from './large-texts.ts';
import { podMib } from './pod-memory.ts';
import type { Measure } from './results.ts';
import { privateMiB, startServer } from './server.ts';
import { sideOf } from './sides.ts';

/** What fills the heap of a thread that judges it, or takes nearly that. */
const heaviest = [
  'a pod of many containers',
  'keys that stand twice',
  'anchors and aliases',
  'a pod of many variables',
];
/** As many as are let in: some are judged, the bodies of the others wait. */
const readers = 10;

/**
 * The most private memory that readers can make hostprobe take: a bundle, while the heaviest bodies are judged by as many threads
 * as there may be, and others read pages and metrics; and what a second hostprobe in the same pod takes.
 */
export async function peak(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-peak-'));
  try {
    writeFileSync(join(folder, 'kubelet.log'), texts['lines with a known failure']?.repeat(10) ?? '');
    await using server = await startServer(await bundle('scripts/bench/bundle-server.ts'), [folder]);
    const ask = asking(server.port);
    await ask('/bundle?max-size=1MB', 1);
    await server.residentMiB();
    const idle = server.privateNowMiB();
    const bodies = heaviest.flatMap((name) =>
      ['/predict', '/lint', '/explain'].map((path) => ({ path, body: heavyManifests[name] ?? '' })),
    );
    let most = idle;
    let isDone = false;
    const until = async (work: () => Promise<void>) => {
      while (!isDone) await work();
    };
    const beside = [
      until(() => ask('/bundle', 1)),
      until(() => ask('/report?format=html', 2)),
      until(() => ask('/metrics', 3)),
      until(async () => {
        most = Math.max(most, server.privateNowMiB());
        await sleep(10);
      }),
    ];
    const judged = Array.from({ length: readers }, async (_, index) => {
      for (let next = bodies.shift(); next !== undefined; next = bodies.shift())
        await ask(next.path, 10 + index, next.body);
    });
    await Promise.all(judged);
    isDone = true;
    await Promise.all(beside);
    await server.close();
    const row = { unit: 'MiB', bare: null };
    return [
      {
        ...row,
        what: 'private memory, over idle, that a bundle and the heaviest bodies take together',
        value: most - idle,
        goal: podMib.judging + podMib.bundle,
      },
      {
        ...row,
        what: 'private memory of a second hostprobe, which prints a report',
        value: await mostOfReport(await bundle()),
        // What the limit of the pod has for it follows what is measured; the goal does not.
        goal: 26,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function mostOfReport(program: string): Promise<number> {
  const child = spawn(process.execPath, sideOf(program, ['report']), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  let most = 0;
  for (let now = privateMiB(child); now !== null; now = privateMiB(child)) {
    most = Math.max(most, now);
    await sleep(5);
  }
  await ended;
  return most;
}

/** Asks as one of many addresses; an answer of any status is read to its end. */
const asking = (port: number) => async (path: string, reader: number, body?: string) => {
  const options = { host: '127.0.0.1', port, path, agent: false, localAddress: `127.0.2.${reader}` };
  const asked = request({ ...options, method: body === undefined ? 'GET' : 'POST' });
  try {
    const [answer] = await once(asked.end(body), 'response');
    answer.resume();
    await once(answer, 'close');
    // Too many: the next turn is later.
    if (answer.statusCode === 429 || answer.statusCode === 503) await sleep(1000);
  } catch (error) {
    // Who sends slowly gives its place to others.
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
};

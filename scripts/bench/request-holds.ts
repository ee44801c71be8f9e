import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { manifests, texts } from './large-texts.ts';
import type { Measure } from './results.ts';
import { startServer } from './server.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
/** The interval at which the server measures its event loop; an idle loop shows this much delay. */
const resolutionMs = 20;
const limitMs = 50;

/** If it waited longer for a processor, the machine held the event loop, not the request. */
const maxWaitedMs = 10;

/** The longest time that the largest bodies hold the event loop of hostprobe as it ships, as it measures itself. */
export async function requestHolds(): Promise<Measure[]> {
  await using server = await startServer(await bundle(), ['serve', '--facts', story]);
  const origin = `http://127.0.0.1:${server.port}`;
  const measures: Measure[] = [];
  const measure = async (path: string, what: string, body: string) => {
    await longestLag(origin);
    const waited = server.waitedMs();
    const answer = await fetch(`${origin}${path}`, { method: 'POST', body });
    await answer.text();
    await sleep(2 * resolutionMs);
    const value = await longestLag(origin);
    const isBusy = server.waitedMs() - waited > maxWaitedMs;
    measures.push({
      what: `longest hold by POST ${path}: ${what} (${answer.status})${isBusy ? ', not judged: the processor was busy' : ''}`,
      value,
      unit: 'ms',
      bare: null,
      goal: isBusy ? null : limitMs,
    });
  };
  await longestLag(origin);
  await sleep(2000);
  measures.push({
    what: 'longest hold when idle',
    value: await longestLag(origin),
    unit: 'ms',
    bare: null,
    goal: null,
  });
  for (const [what, text] of Object.entries(texts)) await measure('/explain', what, text);
  for (const [what, text] of Object.entries(manifests)) {
    await measure('/lint', what, text);
    await measure('/predict', what, text);
  }
  return measures;
}

/** The longest lag since the last call, in ms. */
export async function longestLag(origin: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error('/metrics must have nodejs_eventloop_lag_max_seconds');
  return Number(seconds) * 1000;
}

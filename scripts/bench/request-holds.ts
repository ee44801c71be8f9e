import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../image/bundle.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './index.ts';
import { manifests, texts } from './large-texts.ts';
import { startServer } from './server.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
/** So late is a timer that nothing holds up: the server looks at its clock that often. */
const resolutionMs = 20;
const limitMs = 50;

/** Beyond this much waiting for a processor, a late event loop tells of this machine and not of the request. */
const maxWaitedMs = 10;

/** How long the largest bodies hold the event loop of hostprobe as it ships at most, by its own clock. */
export async function requestHolds(): Promise<Measure[]> {
  const server = await startServer([...nodeFlags, await bundle(), 'serve', '--facts', story]);
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
      what: `longest hold by POST ${path}: ${what} (${answer.status})${isBusy ? ', not judged: others had the processor' : ''}`,
      value,
      unit: 'ms',
      limit: isBusy ? null : limitMs,
    });
  };
  try {
    await longestLag(origin);
    await sleep(2000);
    measures.push({ what: 'longest hold by nothing at all', value: await longestLag(origin), unit: 'ms', limit: null });
    for (const [what, text] of Object.entries(texts)) await measure('/explain', what, text);
    for (const [what, text] of Object.entries(manifests)) {
      await measure('/lint', what, text);
      await measure('/predict', what, text);
    }
  } finally {
    await server.close();
  }
  return measures;
}

/** Since it was asked last. */
export async function longestLag(origin: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error('the server tells nothing of its event loop');
  return Number(seconds) * 1000;
}

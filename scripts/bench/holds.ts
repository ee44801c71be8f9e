import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHost } from '../../agent/host/machine.ts';
import { createProbes } from '../../agent/probes/index.ts';
import { requestHolds } from './request-holds.ts';
import type { Measure } from './results.ts';

/** The interval of measurements of the event loop; shorter holds are not noticed. */
const resolutionMs = 1;
const limitMs = 50;

/**
 * The longest time that each probe holds the event loop, one probe after the other on this machine, with the loading of its
 * libraries; then the same for the largest requests.
 */
export async function holds(): Promise<Measure[]> {
  const host = await createHost();
  const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
  const measures: Measure[] = [];
  for (const [fact, probe] of Object.entries(createProbes())) {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    await sleep(20);
    delay.reset();
    // Only the time matters here; most probes reject on other systems than Windows.
    await probe.read(host, settings).catch(() => undefined);
    await sleep(20);
    delay.disable();
    measures.push({
      what: `longest hold by ${fact}`,
      value: delay.max / 1e6 - resolutionMs,
      unit: 'ms',
      bare: null,
      goal: limitMs,
    });
  }
  return [...measures, ...(await requestHolds())];
}

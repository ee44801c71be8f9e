import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHost } from '../../agent/host/machine.ts';
import { probes } from '../../agent/probes/index.ts';
import type { Measure } from './index.ts';
import { requestHolds } from './request-holds.ts';

/** How often the loop is asked for; a hold shorter than that is not seen. */
const resolutionMs = 1;
const limitMs = 50;

/**
 * How long each probe holds the event loop at most, one probe after the other on this machine, the first look and the
 * loading of its libraries included; then how long the largest requests do.
 */
export async function holds(): Promise<Measure[]> {
  const host = await createHost();
  const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
  const measures: Measure[] = [];
  for (const probe of Object.values(probes)) {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    await sleep(20);
    delay.reset();
    // What it rejects with is the report's matter; here only the time counts.
    await probe.look(host, settings).catch(() => undefined);
    await sleep(20);
    delay.disable();
    measures.push({
      what: `longest hold by ${probe.fact}`,
      value: delay.max / 1e6 - resolutionMs,
      unit: 'ms',
      limit: limitMs,
    });
  }
  return [...measures, ...(await requestHolds())];
}

import { bundle } from './bundle.ts';
import type { Measure } from './results.ts';
import { startServer } from './server.ts';

/** Memory of V8 and malloc grows for some 500 runs, the last 9 MiB in one step, and is flat from there on. */
const warmUp = 700;
const count = 500;

/**
 * Whether runs make hostprobe grow: 500 runs of a live server on this machine, one after the other, after a warm-up. On other
 * systems than Windows most probes answer that they are unsupported, but the whole path of a run (gathering, redaction,
 * judging, serializing) is the same.
 */
export async function runs(): Promise<Measure[]> {
  await using server = await startServer(await bundle(), ['serve', '--interval', '86400']);
  const repeat = async (times: number) => {
    for (let run = 0; run < times; run++) await server.ask(1, '/report?status=200', 'POST');
  };
  await repeat(warmUp);
  const before = await server.residentMiB();
  const started = performance.now();
  await repeat(count);
  const ms = (performance.now() - started) / count;
  const after = await server.residentMiB();
  return [
    { what: `resident memory after ${warmUp} runs`, value: before, unit: 'MiB', bare: null, goal: null },
    { what: `after ${count} more runs, beside before`, value: after, unit: 'MiB', bare: before, goal: 1.05 },
    { what: 'one run, on average', value: ms, unit: 'ms', bare: null, goal: null },
  ];
}

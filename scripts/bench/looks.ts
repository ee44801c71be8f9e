import { nodeFlags } from '../../image/bundle.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './index.ts';
import { startServer } from './server.ts';

/** Until V8 and malloc have what they keep, the last 9 MiB of it in one step after some 500 runs; flat from there on. */
const warmUp = 700;
const runs = 500;

/**
 * Whether looking makes hostprobe grow: a live server on this machine is asked 500 times to look again, one look after
 * the other, after a warm-up. Off Windows most probes answer that they cannot look; the whole path of a run
 * (gathering, redaction, judging, serializing) is walked all the same.
 */
export async function looks(): Promise<Measure[]> {
  const server = await startServer([...nodeFlags, await bundle(), 'serve', '--interval', '86400']);
  const look = async (times: number) => {
    for (let run = 0; run < times; run++) await server.ask(1, '/report', 'POST');
  };
  await look(warmUp);
  const before = await server.residentMiB();
  const started = performance.now();
  await look(runs);
  const ms = (performance.now() - started) / runs;
  const after = await server.residentMiB();
  await server.close();
  return [
    { what: `resident after ${warmUp} runs`, value: before, unit: 'MiB', limit: null },
    { what: `resident after ${runs} runs more, against before`, value: after / before, unit: 'x', limit: 1.05 },
    { what: 'a run, on average', value: ms, unit: 'ms', limit: null },
  ];
}

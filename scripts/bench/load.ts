import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../image/bundle.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './index.ts';
import { writeSameServer } from './same-bytes.ts';
import { type Server, startServer } from './server.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const connections = 64;
/** Each server in turn and in short rounds, so that what else the machine does falls on both. */
const rounds = 15;
const roundSeconds = 2;

/**
 * hostprobe as it ships, serving the story of a healthy node, under wrk (apt-get install wrk) on /report for 30 s in
 * all, beside a bare node:http server of the same Node and flags that sends the same bytes: whether it fails, grows, or
 * keeps /livez waiting, and what share of the bare server's requests per second it reaches. Judged is what does not hang
 * on the machine: failures, and ratios, of which those of time are the medians over all rounds.
 */
export async function load(): Promise<Measure[]> {
  const program = await bundle();
  const server = await startServer([...nodeFlags, program, 'serve', '--facts', story]);
  const url = `http://127.0.0.1:${server.port}/report`;
  const bare = await startServer([...nodeFlags, await writeSameServer(join(dirname(program), 'same.mjs'), url)]);
  await wrk(url, 2 * roundSeconds);
  await wrk(`http://127.0.0.1:${bare.port}/report`, 2 * roundSeconds);

  const before = await server.residentMiB();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({ own: await underLoad(server), bare: await underLoad(bare) });
  }
  const after = await server.residentMiB();
  await Promise.all([server.close(), bare.close()]);

  const own = totalOf(pairs.map((pair) => pair.own));
  const other = totalOf(pairs.map((pair) => pair.bare));
  const seen = (what: string, value: number, unit: string): Measure => ({ what, value, unit, limit: null });
  return [
    seen('load of the machine, which has its part in all but the ratios', loadavg()[0] ?? 0, ''),
    { what: 'failed requests', value: own.failed, unit: '', limit: 0 },
    seen(`requests per second, median of ${rounds} rounds`, own.perSecond, '/s'),
    seen('those of the bare server', other.perSecond, '/s'),
    {
      what: 'requests per second of the bare server for one of hostprobe',
      value: medianRatio(pairs, ({ perSecond }) => 1 / perSecond),
      unit: 'x',
      limit: 1.11,
    },
    seen("processor's time for a request", own.processorUs, 'us'),
    seen('that of the bare server', other.processorUs, 'us'),
    seen(
      "processor's time against the bare server",
      medianRatio(pairs, ({ processorUs }) => processorUs),
      'x',
    ),
    seen(`slowest of ${own.waits} /livez under load`, own.slowestMs, 'ms'),
    seen(`slowest of ${other.waits} answers of the bare server to the same`, other.slowestMs, 'ms'),
    seen('slowest /livez of a round, median', own.roundsSlowestMs, 'ms'),
    seen('that of the bare server', other.roundsSlowestMs, 'ms'),
    seen('resident memory after a warm-up', before, 'MiB'),
    seen('at most under load', own.residentMiB, 'MiB'),
    { what: 'after it, against before', value: after / before, unit: 'x', limit: 1.05 },
  ];
}

/** Of one round. */
interface Pair {
  own: Run;
  bare: Run;
}

interface Run {
  requests: number;
  perSecond: number;
  failed: number;
  processorUs: number;
  residentMiB: number[];
  livezMs: number[];
}

async function underLoad(server: Server): Promise<Run> {
  const before = server.processorSeconds();
  const running = wrk(`http://127.0.0.1:${server.port}/report`, roundSeconds);
  const seen = await watch(server, running);
  const counted = await running;
  const processorUs = ((server.processorSeconds() - before) / counted.requests) * 1e6;
  return { ...counted, processorUs, ...seen };
}

function totalOf(runs: readonly Run[]) {
  return {
    perSecond: median(runs.map(({ perSecond }) => perSecond)),
    failed: sum(runs.map(({ failed }) => failed)),
    processorUs: median(runs.map(({ processorUs }) => processorUs)),
    waits: sum(runs.map(({ livezMs }) => livezMs.length)),
    slowestMs: Math.max(...runs.flatMap(({ livezMs }) => livezMs)),
    roundsSlowestMs: median(runs.map(({ livezMs }) => Math.max(...livezMs))),
    residentMiB: Math.max(...runs.flatMap(({ residentMiB }) => residentMiB)),
  };
}

/** What hostprobe takes for what the bare server takes in the same round. */
const medianRatio = (pairs: readonly Pair[], of: (run: Run) => number) =>
  median(pairs.map(({ own, bare }) => of(own) / of(bare)));

async function wrk(url: string, seconds: number): Promise<Pick<Run, 'requests' | 'perSecond' | 'failed'>> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', url];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('error', () => console.error('hostprobe: wrk is not here; install it: apt-get install wrk'));
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const requests = Number(/(\d+) requests in/.exec(told)?.[1]);
  const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(told)?.[1]);
  if (code !== 0 || Number.isNaN(perSecond)) throw new Error(`wrk failed: ${told}`);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(told)?.slice(1) ?? [];
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(told)?.[1] ?? 0;
  return { requests, perSecond, failed: sum([...sockets, refused].map(Number)) };
}

/** Asks /livez every 50 ms, each time on a connection of its own, as a kubelet does, and looks at the memory each second. */
async function watch(server: Server, running: Promise<unknown>) {
  const seen = { residentMiB: [] as number[], livezMs: [] as number[] };
  let over = false;
  const looking = (async () => {
    while (!over) seen.residentMiB.push(await server.residentMiB());
  })();
  const asking = (async () => {
    while (!over) {
      seen.livezMs.push(await livezMs(server.port));
      await sleep(50);
    }
  })();
  await running;
  over = true;
  await Promise.all([looking, asking]);
  return seen;
}

async function livezMs(port: number): Promise<number> {
  const started = performance.now();
  const asked = request({ host: '127.0.0.1', port, path: '/livez', agent: false }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`/livez answers ${answer.statusCode}`);
  return performance.now() - started;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

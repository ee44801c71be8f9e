import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { median } from './median.ts';
import type { Measure } from './results.ts';
import { writeSameServer } from './same-bytes.ts';
import { type Server, startServer } from './server.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const connections = 64;
/** Each server in turn and in short rounds, so that other load on the machine affects both. */
const rounds = 5;
const roundSeconds = 2;

/**
 * hostprobe as it ships, serving the story of a healthy node, under wrk (apt-get install wrk) on /report, beside a bare
 * node:http server of the same Node and flags that sends the same bytes: how long /livez takes under load, whether requests
 * fail, and whether memory grows.
 */
export async function load(): Promise<Measure[]> {
  const program = await bundle();
  await using server = await startServer(program, ['serve', '--facts', story]);
  const url = `http://127.0.0.1:${server.port}/report`;
  await using bare = await startServer(await writeSameServer(join(dirname(program), 'same.mjs'), url));
  await wrk(url, 2 * roundSeconds);
  await wrk(`http://127.0.0.1:${bare.port}/report`, 2 * roundSeconds);

  const before = await server.residentMiB();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({ own: await underLoad(server), bare: await underLoad(bare) });
  }
  const after = await server.residentMiB();

  const own = totalOf(pairs.map((pair) => pair.own));
  const other = totalOf(pairs.map((pair) => pair.bare));
  return [
    {
      what: `slowest /livez of a round, median of ${rounds}`,
      value: own.slowestMs,
      unit: 'ms',
      bare: other.slowestMs,
      goal: null,
    },
    {
      what: 'processor for a request of /report',
      value: own.processorUs,
      unit: 'us',
      bare: other.processorUs,
      goal: null,
    },
    { what: 'failed requests', value: own.failed, unit: '', bare: null, goal: 0 },
    { what: 'resident memory after the load, beside before', value: after, unit: 'MiB', bare: before, goal: 1.05 },
  ];
}

/** The results of one round. */
interface Pair {
  own: Run;
  bare: Run;
}

interface Run {
  requests: number;
  failed: number;
  processorUs: number;
  livezMs: number[];
}

async function underLoad(server: Server): Promise<Run> {
  const before = server.processorSeconds();
  const running = wrk(`http://127.0.0.1:${server.port}/report`, roundSeconds);
  const livezMs = await askLivez(server, running);
  const counted = await running;
  const processorUs = ((server.processorSeconds() - before) / counted.requests) * 1e6;
  return { ...counted, processorUs, livezMs };
}

const totalOf = (runs: readonly Run[]) => ({
  failed: sum(runs.map(({ failed }) => failed)),
  processorUs: median(runs.map(({ processorUs }) => processorUs)),
  slowestMs: median(runs.map(({ livezMs }) => Math.max(...livezMs))),
});

async function wrk(url: string, seconds: number): Promise<Pick<Run, 'requests' | 'failed'>> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', url];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('error', () => console.error('hostprobe: wrk is not installed: apt-get install wrk'));
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const requests = Number(/(\d+) requests in/.exec(told)?.[1]);
  if (code !== 0 || Number.isNaN(requests)) throw new Error(`wrk failed: ${told}`);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(told)?.slice(1) ?? [];
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(told)?.[1] ?? 0;
  return { requests, failed: sum([...sockets, refused].map(Number)) };
}

/** Asks /livez every 50 ms until then, each time on a new connection, as a kubelet does. */
async function askLivez(server: Server, until: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  void until.finally(() => {
    over = true;
  });
  while (!over) {
    times.push(await livezMs(server.port));
    await sleep(50);
  }
  return times;
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

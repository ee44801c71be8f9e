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
/** Each server in turn, so that what else the machine does falls on both. */
const rounds = 6;
const roundSeconds = 5;

/**
 * hostprobe as it ships, serving the story of a healthy node, under wrk (apt-get install wrk) on /report for 30 s in
 * all, beside a bare node:http server of the same Node and flags that sends the same bytes: whether it fails, grows, or
 * keeps /livez waiting, and what share of the bare server's requests per second it reaches.
 */
export async function load(): Promise<Measure[]> {
  const program = await bundle();
  const server = await startServer([...nodeFlags, program, 'serve', '--facts', story]);
  const url = `http://127.0.0.1:${server.port}/report`;
  const bare = await startServer([...nodeFlags, await writeSameServer(join(dirname(program), 'same.mjs'), url)]);
  await wrk(url, roundSeconds);
  await wrk(`http://127.0.0.1:${bare.port}/report`, roundSeconds);

  const before = await server.residentMiB();
  const runs: Run[] = [];
  const bareRuns: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await underLoad(server));
    bareRuns.push(await underLoad(bare));
  }
  const after = await server.residentMiB();
  await Promise.all([server.close(), bare.close()]);

  const total = totalOf(runs);
  const bareTotal = totalOf(bareRuns);
  return [
    {
      what: 'load of the machine, which has its part in all of these',
      value: loadavg()[0] ?? 0,
      unit: '',
      limit: null,
    },
    { what: 'failed requests', value: total.failed, unit: '', limit: 0 },
    { what: 'requests per second', value: total.perSecond, unit: '/s', limit: null },
    { what: 'those of the bare server', value: bareTotal.perSecond, unit: '/s', limit: null },
    {
      what: 'time for a request, against the bare server',
      value: bareTotal.perSecond / total.perSecond,
      unit: 'x',
      limit: 1.11,
    },
    { what: "processor's time for a request", value: total.processorUs, unit: 'us', limit: null },
    { what: 'that of the bare server', value: bareTotal.processorUs, unit: 'us', limit: null },
    { what: `slowest of ${total.waits} /livez under load`, value: total.slowestMs, unit: 'ms', limit: 50 },
    { what: 'slowest answer of the bare server meanwhile', value: bareTotal.slowestMs, unit: 'ms', limit: null },
    { what: 'resident memory after a warm-up', value: before, unit: 'MiB', limit: null },
    { what: 'at most under load', value: total.residentMiB, unit: 'MiB', limit: null },
    { what: 'after it, against before', value: after / before, unit: 'x', limit: 1.05 },
  ];
}

interface Run {
  requests: number;
  perSecond: number;
  failed: number;
  processorSeconds: number;
  residentMiB: number[];
  livezMs: number[];
}

async function underLoad(server: Server): Promise<Run> {
  const before = server.processorSeconds();
  const running = wrk(`http://127.0.0.1:${server.port}/report`, roundSeconds);
  const seen = await watch(server, running);
  return { ...(await running), processorSeconds: server.processorSeconds() - before, ...seen };
}

function totalOf(runs: readonly Run[]) {
  const requests = sum(runs.map((run) => run.requests));
  return {
    perSecond: sum(runs.map(({ perSecond }) => perSecond)) / runs.length,
    failed: sum(runs.map(({ failed }) => failed)),
    processorUs: (sum(runs.map(({ processorSeconds }) => processorSeconds)) / requests) * 1e6,
    waits: sum(runs.map(({ livezMs }) => livezMs.length)),
    slowestMs: Math.max(...runs.flatMap(({ livezMs }) => livezMs)),
    residentMiB: Math.max(...runs.flatMap(({ residentMiB }) => residentMiB)),
  };
}

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

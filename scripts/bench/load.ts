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
  const bareUrl = `http://127.0.0.1:${bare.port}/report`;
  await wrk(url, roundSeconds);
  await wrk(bareUrl, roundSeconds);

  const before = await server.residentMiB();
  const runs: Run[] = [];
  const bareRuns: Run[] = [];
  const during: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const running = wrk(url, roundSeconds);
    const watching = watch(server, running);
    runs.push(await running);
    const seen = await watching;
    during.push(...seen.residentMiB);
    waits.push(...seen.livezMs);
    bareRuns.push(await wrk(bareUrl, roundSeconds));
  }
  const after = await server.residentMiB();
  await Promise.all([server.close(), bare.close()]);

  const rate = mean(runs.map(({ perSecond }) => perSecond));
  const bareRate = mean(bareRuns.map(({ perSecond }) => perSecond));
  return [
    { what: 'load of the machine beside this', value: loadavg()[0] ?? Number.NaN, unit: '', limit: null },
    { what: 'failed requests', value: sum(runs.map(({ failed }) => failed)), unit: '', limit: 0 },
    { what: 'requests per second', value: rate, unit: '/s', limit: null },
    { what: 'bare node:http server, the same bytes', value: bareRate, unit: '/s', limit: null },
    { what: 'time for a request, against the bare server', value: bareRate / rate, unit: 'x', limit: 1 / 0.9 },
    { what: `slowest of ${waits.length} /livez under load`, value: Math.max(...waits), unit: 'ms', limit: 50 },
    { what: 'resident memory after a warm-up', value: before, unit: 'MiB', limit: null },
    { what: 'at most under load', value: Math.max(...during), unit: 'MiB', limit: null },
    { what: 'after it, against before', value: after / before, unit: 'x', limit: 1.05 },
  ];
}

interface Run {
  perSecond: number;
  failed: number;
}

async function wrk(url: string, seconds: number): Promise<Run> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', url];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('error', () => console.error('hostprobe: wrk is not here; install it: apt-get install wrk'));
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(told)?.[1]);
  if (code !== 0 || Number.isNaN(perSecond)) throw new Error(`wrk failed: ${told}`);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(told)?.slice(1) ?? [];
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(told)?.[1] ?? 0;
  return { perSecond, failed: sum([...sockets, refused].map(Number)) };
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
const mean = (values: readonly number[]) => sum(values) / values.length;

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { claim } from '../lab/claim.ts';
import { make } from '../lab/made.ts';
import { freePort, type LabNode, startNode } from '../lab/node.ts';
import { scenarioOf } from '../lab/scenarios.ts';
import { ensureWine } from '../lab/wine.ts';
import { writeBareServer } from './bare.ts';
import { answers, serverOf, startNodeExe } from './in-wine.ts';
import type { Measure } from './results.ts';

const runs = 10;
const scrapes = 30;
/** HOSTPROBE_INTERVAL of the manifests. */
const intervalSeconds = 60;

/**
 * What the pod of the manifests costs on a lab node, with TLS, and readers whom the API server authenticates. Wine keeps all
 * of node.exe in private memory, so a bare server in the same node.exe stands beside it.
 */
export async function pod(): Promise<Measure[]> {
  const progress = (line: string) => console.error(`hostprobe: ${line}`);
  await ensureWine({ allowed: true, progress });
  const node = await startNode(await claim('bench-pod'), scenarioOf('healthy-1.7'), await make(progress));
  try {
    await writeBareServer(join(node.cwd, 'bare.mjs'));
    const port = await freePort();
    const bare = startNodeExe(node, 'bare.mjs', [String(port)]);
    await answers(`http://127.0.0.1:${port}/`);
    const startMs = cpuMs(bare);
    await sleep(3000);
    const bareMiB = residentMiB(bare);
    bare.kill('SIGKILL');
    await once(bare, 'exit');
    return await measurePod(node, { mib: bareMiB, ms: startMs });
  } finally {
    await node.close();
  }
}

async function measurePod(node: LabNode, bare: { mib: number; ms: number }): Promise<Measure[]> {
  const [plain, port] = [await freePort(), await freePort()];
  const address = node.env[podVariables.nodeAddress];
  // On a machine with only a loopback address: all addresses.
  const host = address === undefined || address === '127.0.0.1' ? '0.0.0.0' : address;
  const listen = ['--listen', `127.0.0.1:${plain}`, '--listen', `[${host}]:${port}`];
  // Runs only on request.
  const flags = ['--tls', 'self-signed', '--auth', 'kubernetes', '--interval', '86400'];
  const [, script = ''] = node.command;
  const child = startNodeExe(node, script, ['serve', ...listen, ...flags]);
  await answers(`http://127.0.0.1:${plain}/readyz`);
  const atStart = { mib: residentMiB(child), ms: cpuMs(child) };
  // The collection of host details starts after 10 s.
  await sleep(15_000);
  const wineServer = serverOf(node);
  const [before, serverBefore] = [cpuMs(child), cpuMs(wineServer)];
  for (let run = 0; run < runs; run++) await fetch(`http://127.0.0.1:${plain}/report`, { method: 'POST' });
  const perRun = (cpuMs(child) - before) / runs;
  const serverPerRun = (cpuMs(wineServer) - serverBefore) / runs;
  const afterRuns = residentMiB(child);

  const { most, perScrape } = await scrape(child, host, port);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const mib = (what: string, value: number): Measure => ({ what, value, unit: 'MiB', bare: bare.mib, goal: null });
  const milliCpu = perRun / intervalSeconds + perScrape / intervalSeconds;
  return [
    mib('resident memory at the first report, beside a bare node.exe server', atStart.mib),
    mib(`after ${runs} more runs`, afterRuns),
    mib('at most, with a scrape every second on a new connection', most),
    { what: 'the same, over the bare server', value: most - bare.mib, unit: 'MiB', bare: null, goal: 40 },
    {
      what: 'processor until the first report, beside the first answer of the bare server',
      value: atStart.ms,
      unit: 'ms',
      bare: bare.ms,
      goal: null,
    },
    { what: `processor for a run, of ${runs}`, value: perRun, unit: 'ms', bare: null, goal: 200 },
    { what: 'processor of the server of Wine for a run', value: serverPerRun, unit: 'ms', bare: null, goal: null },
    {
      what: `processor for a second with a scrape, of ${scrapes}`,
      value: perScrape,
      unit: 'ms',
      bare: null,
      goal: null,
    },
    { what: 'millicores with a run and a scrape every minute', value: milliCpu, unit: 'm', bare: null, goal: null },
  ];
}

/** A scrape every second, each on a connection of its own. */
async function scrape(child: ChildProcess, host: string, port: number): Promise<{ most: number; perScrape: number }> {
  const before = cpuMs(child);
  let most = 0;
  for (let count = 0; count < scrapes; count++) {
    await ask(host, port, '/metrics');
    most = Math.max(most, residentMiB(child));
    await sleep(1000);
  }
  return { most, perScrape: (cpuMs(child) - before) / scrapes };
}

/** Under Wine the process that was started becomes the program. */
function residentMiB({ pid }: Pick<ChildProcess, 'pid'>): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** The CPU time of all threads of a process so far. */
function cpuMs({ pid }: Pick<ChildProcess, 'pid'>): number {
  // The program's name, in parentheses, may hold spaces; utime and stime come 11 fields after it, in 1/100 s (proc_pid_stat(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** One request over TLS that accepts every certificate, like those of Prometheus and the kubelet. */
async function ask(host: string, port: number, path: string): Promise<void> {
  const [answer] = await once(request({ host, port, path, agent: false, rejectUnauthorized: false }).end(), 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}`);
}

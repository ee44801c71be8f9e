import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { nodeFlags } from '../../image/bundle.ts';
import { claim } from '../lab/claim.ts';
import { make } from '../lab/made.ts';
import { freePort, type LabNode, startNode } from '../lab/node.ts';
import { scenarioOf } from '../lab/scenarios.ts';
import { ensureWine } from '../lab/wine.ts';
import { writeBareServer } from './bare.ts';
import { answers, startNodeExe } from './in-wine.ts';
import type { Measure } from './index.ts';

const looks = 10;
const scrapes = 30;
/** HOSTPROBE_INTERVAL of the manifests. */
const intervalSeconds = 60;

/**
 * What the pod of the manifests costs on a lab node: TLS on, readers judged by the API server, its client loaded. Wine
 * keeps all of node.exe in private memory, so that beside hostprobe a bare server in the same node.exe is shown.
 */
export async function pod(): Promise<Measure[]> {
  const progress = (line: string) => console.error(`hostprobe: ${line}`);
  await ensureWine({ allowed: true, progress });
  const node = await startNode(await claim('bench-pod'), scenarioOf('healthy-1.7'), await make(progress));
  try {
    await writeBareServer(join(node.cwd, 'bare.mjs'));
    const bare = startNodeExe(node, [...nodeFlags, 'bare.mjs', String(await freePort())]);
    await sleep(3000);
    const bareMiB = residentMiB(bare);
    bare.kill('SIGKILL');
    await once(bare, 'exit');
    return [
      { what: 'load of the machine beside this', value: loadavg()[0] ?? Number.NaN, unit: '', limit: null },
      { what: 'bare node.exe server', value: bareMiB, unit: 'MiB', limit: null },
      ...(await measurePod(node)),
    ];
  } finally {
    await node.close();
  }
}

async function measurePod(node: LabNode): Promise<Measure[]> {
  const [plain, port] = [await freePort(), await freePort()];
  const address = node.env[podVariables.nodeAddress];
  // On a machine that has nothing but loopback, every address of it.
  const host = address === undefined || address === '127.0.0.1' ? '0.0.0.0' : address;
  const listen = ['--listen', `127.0.0.1:${plain}`, '--listen', `[${host}]:${port}`];
  // A look comes only when it is asked for.
  const flags = ['--tls', 'self-signed', '--auth', 'kubernetes', '--interval', '86400'];
  const [, script = ''] = node.command;
  const child = startNodeExe(node, [...nodeFlags, script, 'serve', ...listen, ...flags]);
  await answers(`http://127.0.0.1:${plain}/readyz`);
  const atStart = { mib: residentMiB(child), ms: cpuMs(child) };
  // The general picture of the machine is begun after 10 s.
  await sleep(15_000);
  const before = cpuMs(child);
  for (let look = 0; look < looks; look++) await fetch(`http://127.0.0.1:${plain}/report`, { method: 'POST' });
  const perLook = (cpuMs(child) - before) / looks;
  const afterLooks = residentMiB(child);

  const { most, perScrape } = await scrape(child, host, port);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const milliCpu = perLook / intervalSeconds + perScrape / intervalSeconds;
  return [
    { what: 'hostprobe, when its first report is there', value: atStart.mib, unit: 'MiB', limit: null },
    { what: `after ${looks} looks more`, value: afterLooks, unit: 'MiB', limit: null },
    { what: 'at most under a scrape every second, on a connection of its own', value: most, unit: 'MiB', limit: null },
    { what: 'CPU time until the first report', value: atStart.ms, unit: 'ms', limit: null },
    { what: `CPU time of a look, of ${looks}`, value: perLook, unit: 'ms', limit: null },
    { what: `CPU time of a second with a scrape, of ${scrapes}`, value: perScrape, unit: 'ms', limit: null },
    { what: 'thousandths of a CPU with a look and a scrape a minute', value: milliCpu, unit: 'm', limit: null },
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

/** Wine starts a program in the process that it was started in. */
function residentMiB({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** All CPU time that a process has had, of all its threads. */
function cpuMs({ pid }: ChildProcess): number {
  // The program's name, in parentheses, may hold spaces; utime and stime come 11 fields after it, in 1/100 s (proc_pid_stat(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Once over TLS, as Prometheus and a kubelet ask, whatever the certificate. */
async function ask(host: string, port: number, path: string): Promise<void> {
  const [answer] = await once(request({ host, port, path, agent: false, rejectUnauthorized: false }).end(), 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}`);
}

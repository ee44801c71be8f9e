import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sideOf } from './sides.ts';

/** A measured server: a process of the same Node and flags that prints {"port": n} to standard error when it listens. */
export interface Server extends AsyncDisposable {
  port: number;
  /** Resident memory in MiB, after a second for clean-up. */
  residentMiB(): Promise<number>;
  /** Resident memory in MiB now. */
  residentNowMiB(): number;
  /** Memory in MiB that it shares with no other process now: what Windows counts, but for what is reserved and not used yet. */
  privateNowMiB(): number;
  /** CPU time since the start, with the kernel's; in steps of 10 ms. */
  processorSeconds(): number;
  /** How long its main thread was ready to run but waited for a processor, since the start; ms. */
  waitedMs(): number;
  /** Sends this many requests, four at a time, over persistent connections. Rejects when one is not answered with 200. */
  ask(count: number, path: string, method?: 'GET' | 'POST'): Promise<void>;
  /** Ends it, if it has not ended. Who may fail before that declares it with `await using`: a program that lives keeps the bench alive. */
  close(): Promise<void>;
}

export async function startServer(program: string, args: readonly string[] = []): Promise<Server> {
  const env = { PATH: process.env.PATH, HOSTPROBE_LISTEN: '127.0.0.1:0' };
  const child = spawn(process.execPath, sideOf(program, args), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await listening(child);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let posted = 0;

  async function askOnce(path: string, method: string, localAddress: string): Promise<void> {
    const asked = request({ host: '127.0.0.1', port, path, method, agent, localAddress }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    await once(answer, 'end');
    if (answer.statusCode !== 200) throw new Error(`${method} ${path} answers ${answer.statusCode}`);
  }

  async function close(): Promise<void> {
    agent.destroy();
    if (child.kill('SIGTERM')) await once(child, 'exit');
  }

  const residentNowMiB = () => memoryMiB(child, 'VmRSS') ?? 0;

  return {
    port,
    async residentMiB() {
      await sleep(1000);
      return residentNowMiB();
    },
    residentNowMiB,
    privateNowMiB: () => privateMiB(child) ?? 0,
    processorSeconds() {
      // The name of a program, in parentheses, may have spaces. Source: proc(5), /proc/pid/stat; USER_HZ is 100.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    waitedMs() {
      // Time on the processor, time waiting for it, both in ns. Source: Linux, Documentation/scheduler/sched-stats.rst.
      const fields = readFileSync(`/proc/${child.pid}/task/${child.pid}/schedstat`, 'utf8').split(' ');
      return Number(fields[1]) / 1e6;
    },
    async ask(count, path, method = 'GET') {
      let left = count;
      const asker = async () => {
        while (left-- > 0) await askOnce(path, method, method === 'POST' ? addressOf(posted++) : '127.0.0.1');
      };
      await Promise.all([asker(), asker(), asker(), asker()]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Memory of a process that it shares with no other one; null: it has ended. */
export const privateMiB = (child: ChildProcess): number | null => memoryMiB(child, 'RssAnon');

/** By a field of /proc/pid/status, which proc(5) explains; a process that has ended has none. */
function memoryMiB({ pid, exitCode }: ChildProcess, field: 'VmRSS' | 'RssAnon'): number | null {
  if (exitCode !== null) return null;
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}

/** A different client address for every fifty requests: each may POST sixty times a minute. */
const addressOf = (request: number) => `127.0.1.${1 + (Math.floor(request / 50) % 250)}`;

async function listening(child: ChildProcess): Promise<number> {
  if (child.stderr === null) throw new Error('the server was started without a pipe for standard error');
  const seen: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    seen.push(line);
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return Number(port);
  }
  throw new Error(`the server did not start:\n${seen.join('\n')}`);
}

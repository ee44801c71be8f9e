import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { startAgent } from '../lab/agent-process.ts';
import { claim } from '../lab/claim.ts';
import { containerdLog } from '../lab/layout.ts';
import { make } from '../lab/made.ts';
import { freePort, startNode } from '../lab/node.ts';
import { healthy } from '../lab/scenarios.ts';
import { onDrive, type Prefix, wine } from '../lab/wine.ts';
import { type Api, startApiProxy } from './api-proxy.ts';
import { type Fault, type Watch, within } from './fault.ts';
import { isAlive } from './probing.ts';

/** How often the agent looks, and how long a look may take in Wine on a busy machine. */
const intervalSeconds = 10;
const followMs = 60_000;
/** An API server that failed in two runs is left alone for up to two minutes (`createRestraint`). */
const sparedMs = 150_000;

/** hostprobe on a Windows node in Wine, and what befalls the node. */
export interface Lab {
  faults: readonly Fault[];
  /** Whether somebody who asks for the report is served now. */
  read(): Promise<boolean>;
  close(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const made = await make((step) => process.stderr.write(`soak: ${step}\n`));
  const node = await startNode(await claim('soak'), healthy, made);
  const api = await startApiProxy(Number(node.env[podVariables.apiServerPort]));
  const port = await freePort();
  const args = ['serve', '--interval', String(intervalSeconds), '--listen', `127.0.0.1:${port}`];
  const env = { ...node.env, [podVariables.apiServerPort]: String(api.port) };
  const agent = startAgent({ ...node, env }, 'soak', args);
  const close = async () => {
    await agent.stop().catch(() => undefined);
    api.close();
    await node.close();
  };
  if (!(await within(followMs, async () => (await reportAt(port)) !== null))) {
    await close();
    throw new Error(`the agent in the lab does not answer:\n${agent.log().slice(-2000)}`);
  }
  const read = async () => (await reportAt(port)) !== null;
  return { faults: [...runtimeFaults(node.prefix, port), ...apiFaults(api, port)], read, close };
}

interface Told {
  at: string;
  /** Checks that do not pass, and why. */
  bad: string;
}

/** null: there is no report. */
function reportAt(port: number): Promise<Told | null> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/report?status=200', agent: false }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      if (answer.statusCode !== 200) return resolve(null);
      const { at, findings } = JSON.parse(Buffer.concat(parts).toString());
      const bad = (findings as { check: string; status: string }[]).filter(
        ({ status }) => status === 'fail' || status === 'warn' || status === 'unknown',
      );
      resolve({ at, bad: bad.map(({ check, status }) => `${check} ${status}`).join(', ') });
    });
    asked.once('error', () => resolve(null));
    asked.end();
  });
}

interface Course {
  port: number;
  /** How soon the report must be as before. */
  overMs: number;
  begin(): unknown;
  end(): unknown;
}

/** The report tells something else while it lasts, and the same as before when it is over. */
const isFollowed = (watch: Watch, course: Course) =>
  passThrough(watch, course, {
    shows: (now, before) => now.bad !== before?.bad,
    otherwise: 'the report tells nothing of it',
  });

/** Looks go on while it lasts. */
const isSurvived = (watch: Watch, course: Course) =>
  passThrough(watch, course, { shows: (now, before) => now.at !== before?.at, otherwise: 'runs do not go on' });

async function passThrough(
  watch: Watch,
  { port, overMs, begin, end }: Course,
  { shows, otherwise }: { shows(now: Told, before: Told | null): boolean; otherwise: string },
): Promise<void> {
  const before = await reportAt(port);
  await begin();
  const isShown = await within(followMs, async () => {
    const now = await reportAt(port);
    return now !== null && shows(now, before);
  });
  watch.expect(isShown, otherwise);
  watch.expect(await isAlive(port), 'it no longer answers');
  await end();
  let now = await reportAt(port);
  const isOver = await within(overMs, async () => {
    now = await reportAt(port);
    return now?.bad === before?.bad;
  });
  watch.expect(isOver, `the report told "${before?.bad}" before it, and "${now?.bad}" when it is over`);
}

function runtimeFaults(prefix: Prefix, port: number): Fault[] {
  const service = (verb: string) => wine(prefix, 'sc', verb, 'containerd').catch(() => undefined);
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processesOf(prefix, 'containerd.exe')) process.kill(pid, name);
  };
  const log = onDrive(prefix, containerdLog);
  const followed = (watch: Watch, course: Pick<Course, 'begin' | 'end'>) =>
    isFollowed(watch, { ...course, port, overMs: followMs });
  return [
    {
      fault: 'lab: containerd is stopped',
      inject: (watch) => followed(watch, { begin: () => service('stop'), end: () => service('start') }),
    },
    {
      fault: 'lab: containerd hangs',
      inject: (watch) => followed(watch, { begin: async () => signal('SIGSTOP'), end: async () => signal('SIGCONT') }),
    },
    {
      fault: 'lab: containerd is killed',
      inject: (watch) => followed(watch, { begin: async () => signal('SIGKILL'), end: () => service('start') }),
    },
    {
      fault: 'lab: the log of containerd is rotated while a bundle is taken',
      async inject(watch) {
        const bundle = fetch(`http://127.0.0.1:${port}/bundle`).then(async (answer) => {
          await answer.arrayBuffer();
          return answer.ok;
        });
        renameSync(log, `${log}.1`);
        writeFileSync(log, 'time="2026-11-01T12:00:00Z" level=info msg="a new log"\n');
        watch.expect(watch.answered(await bundle), 'the bundle is not whole');
        renameSync(`${log}.1`, log);
      },
    },
  ];
}

const apiFaults = (api: Api, port: number): Fault[] =>
  (['slow', 'refuses', 'garbage'] as const).map((mode) => ({
    fault: `lab: the API server ${{ slow: 'is slow', refuses: 'refuses connections', garbage: 'sends garbage' }[mode]}`,
    inject: (watch) =>
      isSurvived(watch, {
        port,
        overMs: sparedMs,
        begin: () => api.behave(mode),
        async end() {
          api.behave('answers');
          await sleep(1000);
        },
      }),
  }));

/** Processes of Linux that run this program in a prefix. */
function processesOf(prefix: Prefix, program: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const isHere = readFileSync(`/proc/${entry}/environ`, 'utf8').includes(`WINEPREFIX=${prefix.directory}\0`);
      const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0')[0] ?? '';
      return isHere && line.toLowerCase().endsWith(program) ? [Number(entry)] : [];
    } catch {
      // It has gone, or is another user's.
      return [];
    }
  });
}

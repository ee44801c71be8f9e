import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Change, History } from '../../agent/history.ts';
import { project } from '../../image/folder.ts';
import { bundle } from '../bench/bundle.ts';
import { sideOf } from '../bench/sides.ts';
import type { Fault } from './fault.ts';

/** Two nodes that differ in much. */
const stories = ['healthy', 'nssm-user-account'].map((story) => join(project, 'test/nodes', story, 'snapshot.json'));
let program: Promise<string> | null = null;

/** A server whose node changes with every run, so that every run has something to write. */
async function startChanging(folder: string) {
  program ??= bundle('scripts/soak/changing-node.ts');
  const child = spawn(process.execPath, sideOf(await program, [folder, ...stories]), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [line] = await once(createInterface(child.stderr), 'line');
  child.stderr.resume();
  const { port } = JSON.parse(line);
  const ended = once(child, 'exit');
  /** Each address may POST sixty times a minute. */
  const run = async (times: number) => {
    for (let time = 0; time < times; time++) {
      const answer = await fetch(`http://127.0.0.1:${port}/report?status=200`, { method: 'POST' });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`POST /report answers ${answer.status}`);
    }
  };
  const history = async (): Promise<History> => (await fetch(`http://127.0.0.1:${port}/history`)).json();
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { run, history, end };
}

/** Each change of a value begins with what it was before. */
function isUnbroken(changes: readonly Change[]): boolean {
  const last = new Map<string, string | null>();
  return changes.every(({ what, from, to }) => {
    const fits = !last.has(what) || last.get(what) === from;
    last.set(what, to);
    return fits && from !== to;
  });
}

/** How long a change may take to be in the file. */
const writtenMs = 500;

/** What befalls the file of the history, each with agents of its own. */
export const historyFaults: readonly Fault[] = [
  {
    fault: 'kill -9 while changes are written: the history after it has all of before',
    inject: () => inFolder(killed),
  },
  { fault: 'two agents write to one folder: its history is whole', inject: () => inFolder(shared) },
  {
    fault: 'the file system of the history is full: what could not be written follows',
    inject: () => inFolder((folder) => onSmallDisk(folder, fill)),
  },
  {
    fault: 'the file system of the history becomes read-only: what could not be written follows',
    inject: () => inFolder((folder) => onSmallDisk(folder, protect)),
  },
];

async function inFolder(inject: (folder: string) => Promise<boolean>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-history-'));
  try {
    return await inject(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killed(folder: string): Promise<boolean> {
  for (let round = 0; round < 5; round++) {
    const agent = await startChanging(folder);
    await agent.run(5);
    await sleep(writtenMs);
    const before = (await agent.history()).changes;
    const dying = agent.run(20).catch(() => undefined);
    await sleep(30 * round);
    await agent.end('SIGKILL');
    await dying;
    const next = await startChanging(folder);
    const after = await next.history();
    await next.run(2);
    const later = await next.history();
    await next.end('SIGTERM');
    const kept = isDeepStrictEqual(after.changes.slice(0, before.length), before);
    const goesOn = later.problem === null && later.changes.length > after.changes.length;
    if (before.length === 0 || !kept || !goesOn || !isUnbroken(later.changes)) return false;
  }
  return true;
}

async function shared(folder: string): Promise<boolean> {
  const agents = [await startChanging(folder), await startChanging(folder)];
  await Promise.all(agents.map(({ run }) => run(20)));
  for (const { end } of agents) await end('SIGTERM');
  const lines = readFileSync(join(folder, 'history.jsonl'), 'utf8').split('\n').filter(Boolean);
  const reader = await startChanging(folder);
  const { problem, changes } = await reader.history();
  await reader.end('SIGTERM');
  return problem === null && changes.length > 0 && lines.every(isJson);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Makes writing impossible there, and returns what makes it possible again. */
type Spoil = (disk: string) => () => void;

const fill: Spoil = (disk) => {
  const filler = join(disk, 'filler');
  // The last piece takes what room there is, and fails.
  for (const size of [4096, 1]) {
    try {
      while (true) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // It is full.
    }
  }
  return () => rmSync(filler);
};
const protect: Spoil = (disk) => {
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  return () => execFileSync('mount', ['-o', 'remount,rw', disk]);
};

/** A file system in memory, which only root can make. */
async function onSmallDisk(folder: string, spoil: Spoil): Promise<boolean> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
  try {
    const agent = await startChanging(disk);
    await agent.run(2);
    await sleep(writtenMs);
    const mend = spoil(disk);
    await agent.run(4);
    await sleep(writtenMs);
    const during = await agent.history();
    mend();
    await agent.run(1);
    await sleep(writtenMs);
    const before = await agent.history();
    await agent.end('SIGKILL');
    const next = await startChanging(disk);
    const after = await next.history();
    await next.end('SIGTERM');
    const kept = isDeepStrictEqual(after.changes.slice(0, before.changes.length), before.changes);
    return during.problem !== null && before.problem === null && kept && isUnbroken(after.changes);
  } finally {
    execFileSync('umount', ['--lazy', disk]);
  }
}

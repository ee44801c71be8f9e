import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch as watchFolder,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { historyFile } from '../../agent/history/lines.ts';
import type { History } from '../../agent/history.ts';
import { costly } from '../../agent/server/limits/rate.ts';
import { project } from '../../image/folder.ts';
import { bundle } from '../bench/bundle.ts';
import { sideOf } from '../bench/sides.ts';
import type { Fault, Watch } from './fault.ts';
import { type Confirmed, isUnbroken, wrongIn } from './history-file.ts';

/** Two nodes that differ in much. */
const stories = ['healthy', 'nssm-user-account'].map((story) => join(project, 'test/nodes', story, 'snapshot.json'));
let program: Promise<string> | null = null;

/** A server whose node changes with every run, so that every run has something to write. */
async function startChanging(folder: string, name: string) {
  program ??= bundle('scripts/soak/changing-node.ts');
  const child = spawn(process.execPath, sideOf(await program, [folder, name, ...stories]), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const confirmed: Confirmed[] = [];
  const lines = createInterface(child.stderr);
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const said = JSON.parse(line);
      if ('port' in said) resolve(said.port);
      else confirmed.push(said);
    });
    child.once('exit', (code) => reject(new Error(`an agent of the history ended with ${code}`)));
  });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  let asked = 0;
  /** Stops when the agent has ended. */
  const run = async (watch: Watch, times: number) => {
    for (let time = 0; time < times && child.exitCode === null && child.signalCode === null; time++) {
      const status = await statusOfRun(port, `127.1.0.${1 + Math.floor(asked++ / costly.max)}`);
      if (!child.killed) watch.answered(status === 200);
    }
  };
  const history = async (): Promise<History> => (await fetch(`http://127.0.0.1:${port}/history`)).json();
  /** Until everything that was run is in the file, or could not be written. */
  const settled = async () => {
    await sleep(writtenMs);
    return await history();
  };
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { name, confirmed, run, history, settled, end };
}
type Changing = Awaited<ReturnType<typeof startChanging>>;

/** Of POST /report. @param from an address, each of which may POST so often a minute; 0: no answer */
function statusOfRun(port: number, from: string): Promise<number> {
  return new Promise((resolve) => {
    const place = { host: '127.0.0.1', port, localAddress: from, agent: false };
    const asked = request({ ...place, method: 'POST', path: '/report?status=200' }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
    });
    asked.once('error', () => resolve(0));
    asked.end();
  });
}

/** How long a change may take to be in the file. */
const writtenMs = 500;
const kills = 12;
/** Enough for the file to be shortened: at most the first one, and every one behind it. */
const runs = { empty: 350, half: 200, together: 350 };

/** What befalls the file of the history, each with agents of its own. */
export const historyFaults: readonly Fault[] = [
  {
    fault: 'kill -9, at any moment and while the history is shortened: all that was written is there afterwards',
    inject: (watch) => inFolder((folder) => killed(folder, watch)),
  },
  {
    fault: 'two agents write to one folder while its history is shortened: all that they wrote is there',
    inject: (watch) => inFolder((folder) => shared(folder, watch)),
  },
  {
    fault: 'the file system of the history is full: what could not be written follows',
    inject: (watch) => inFolder((folder) => onSmallDisk(folder, fill, watch)),
  },
  {
    fault: 'the file system of the history becomes read-only: what could not be written follows',
    inject: (watch) => inFolder((folder) => onSmallDisk(folder, protect, watch)),
  },
];

async function inFolder(inject: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-history-'));
  try {
    await inject(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectWhole(folder: string, agents: readonly Changing[], { watch, torn }: { watch: Watch; torn: number }) {
  const wrong = wrongIn({
    files: readdirSync(folder),
    text: readFileSync(join(folder, historyFile), 'utf8'),
    agents: agents.map(({ name }) => name),
    confirmed: agents.flatMap(({ confirmed }) => confirmed),
    torn,
  });
  for (const sentence of wrong) watch.expect(false, sentence);
}

async function killed(folder: string, watch: Watch): Promise<void> {
  const agents: Changing[] = [];
  for (let round = 0; round < kills; round++) {
    const agent = await startChanging(folder, `killed${round}`);
    agents.push(agent);
    const running = agent.run(watch, round < 2 ? runs.empty : runs.half);
    if (round % 2 === 0) await sleep(Math.random() * 1000);
    else {
      const shortened = Promise.withResolvers<true>();
      const close = watchShortening(folder, () => shortened.resolve(true));
      watch.expect((await Promise.race([shortened.promise, running])) === true, 'the history was not shortened');
      close();
    }
    await agent.end('SIGKILL');
    await running;

    const next = await startChanging(folder, `next${round}`);
    agents.push(next);
    const after = await next.history();
    await next.run(watch, 3);
    const later = await next.settled();
    await next.end('SIGTERM');
    watch.expect(later.problem === null, `the history after it has a problem: ${later.problem}`);
    watch.expect(later.changes.at(-1)?.at !== after.changes.at(-1)?.at, 'the history does not go on');
    watch.expect(isUnbroken(later.changes), 'a change does not begin with what was before');
    expectWhole(folder, agents, { watch, torn: round + 1 });
  }
}

/** @param begins called when a shorter file is being written beside the file. @returns what ends it */
function watchShortening(folder: string, begins: () => void): () => void {
  const watcher = watchFolder(folder, (event, name) => {
    if (event === 'rename' && name !== historyFile) begins();
  });
  return () => watcher.close();
}

async function shared(folder: string, watch: Watch): Promise<void> {
  const agents = [await startChanging(folder, 'one'), await startChanging(folder, 'other')];
  let shortened = 0;
  const close = watchShortening(folder, () => {
    shortened += 1;
  });
  await Promise.all(agents.map(({ run }) => run(watch, runs.together)));
  close();
  watch.expect(shortened > 2, 'the history was not shortened twice');
  for (const { settled } of agents) {
    const { problem } = await settled();
    watch.expect(problem === null, `the history has a problem: ${problem}`);
  }
  for (const { end } of agents) await end('SIGTERM');
  expectWhole(folder, agents, { watch, torn: 0 });
  const reader = await startChanging(folder, 'reader');
  const { problem, changes } = await reader.settled();
  await reader.end('SIGTERM');
  watch.expect(problem === null && changes.length > 0, `nobody can read it: ${problem}`);
  expectWhole(folder, [...agents, reader], { watch, torn: 0 });
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
async function onSmallDisk(folder: string, spoil: Spoil, watch: Watch): Promise<void> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
  try {
    const agent = await startChanging(disk, 'spoilt');
    await agent.run(watch, 2);
    await agent.settled();
    const mend = spoil(disk);
    await agent.run(watch, 10);
    const during = await agent.settled();
    mend();
    await agent.run(watch, 1);
    const before = await agent.settled();
    await agent.end('SIGKILL');
    const next = await startChanging(disk, 'next');
    const after = await next.settled();
    await next.end('SIGTERM');
    const kept = isDeepStrictEqual(after.changes.slice(0, before.changes.length), before.changes);
    watch.expect(during.problem !== null, 'nobody is told that it cannot be written');
    watch.expect(before.problem === null, `it has a problem when all is well again: ${before.problem}`);
    watch.expect(kept, 'changes are lost');
    watch.expect(isUnbroken(after.changes), 'a change does not begin with what was before');
    expectWhole(disk, [agent, next], { watch, torn: 1 });
  } finally {
    execFileSync('umount', ['--lazy', disk]);
  }
}

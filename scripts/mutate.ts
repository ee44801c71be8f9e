import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { project } from '../image/folder.ts';
import { equivalentIn } from './mutate/equivalent.ts';
import { failing, type Job, outcomes } from './mutate/job.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';
import { pickEvenly } from './mutate/pick.ts';
import { testsOf } from './mutate/tests.ts';

const help = `node scripts/mutate.ts [flags]

Changes the agent in one place at a time, and looks whether a test fails. A change that survives shows what no test says. Changes
that no test can tell from the original are listed in scripts/mutate/equivalent.ts and are not counted. The project is left alone:
each worker has a copy of it in the temporary folder, so that programs that a test starts are changed too.

      --room <name>       only this folder of agent/, or the files beside the folders for . (default: all)
      --file <text>       only files whose path contains this text
      --sample <number>   so many changes of each room (default 40)
      --seed <number>     another sample (default 0)
      --workers <number>  processes at a time (default: one for each processor)
      --verbose           show each change
`;

/** Not logic: declarations of native calls, lists, and what only Windows itself can run. */
const left = /\/(?:index|api\/[\w-]+|native|library|stop-events|terminate)\.ts$/;

const options = {
  room: { type: 'string' },
  file: { type: 'string', default: '' },
  sample: { type: 'string', default: '40' },
  seed: { type: 'string', default: '0' },
  workers: { type: 'string', default: String(availableParallelism()) },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
const { values } = readArguments();

function readArguments() {
  try {
    return parseArgs({ options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${help}`);
    process.exit(64);
  }
}
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

/** A copy of the project, with the same packages, whose files may be changed. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-mutate-'));
  const left = new Set(['node_modules', '.git'].map((name) => join(project, name)));
  cpSync(project, folder, { recursive: true, filter: (path) => !left.has(path) });
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Whether no test of this copy fails. @param onLine gets each line that the tests print */
function survives(folder: string, job: Job, onLine: (line: string) => void = () => undefined): Promise<boolean> {
  const worker = spawn(process.execPath, [join(folder, 'scripts/mutate/worker.ts')], {
    cwd: folder,
    stdio: ['pipe', 'pipe', job.shows ? 'inherit' : 'ignore'],
    env: { NODE_COMPILE_CACHE: join(project, 'node_modules/.cache/hostprobe'), ...process.env },
  });
  worker.stdin.end(JSON.stringify(job));
  createInterface(worker.stdout).on('line', onLine);
  return new Promise((done, fail) => {
    worker.once('error', fail);
    worker.once('close', (code, signal) => {
      // A signal: it was endless, or native code was called wrongly.
      if (signal !== null || code === outcomes.killed) done(false);
      else if (code === outcomes.survived) done(true);
      else fail(new Error(`the worker ended with ${code}, which is no result`));
    });
  });
}

/** The tests of a file that fail without a change, such as one for another machine: they say nothing of one. null: all. */
async function failingIn(folder: string, test: string): Promise<string[] | null> {
  const names: string[] = [];
  const isWhole = await survives(folder, { tests: [test], without: [], lists: true, shows: false }, (line) => {
    if (line.startsWith(failing)) names.push(JSON.parse(line.slice(failing.length)));
  });
  for (const name of isWhole ? names : ['all']) console.log(`${test} fails unchanged, and is left out: ${name}`);
  return isWhole ? names : null;
}

/** The folder of agent/ that a file is in. */
const roomOf = (file: string) => /^agent\/(?:(.*?)\/)?/.exec(file)?.[1] ?? '.';

const rooms = Map.groupBy(
  globSync('agent/**/*.ts', { cwd: project })
    .filter((file) => !left.test(file) && file.includes(values.file))
    .toSorted(),
  roomOf,
);
if (values.room !== undefined && !rooms.has(values.room)) {
  process.stderr.write(`--room must be one of ${[...rooms.keys()].join(', ')}, but is ${values.room}\n`);
  process.exit(64);
}
const copies = Array.from({ length: Number(values.workers) }, copyProject);
process.on('exit', () => {
  for (const folder of copies) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const survivors: string[] = [];
const broken = new Map<string, Promise<string[] | null>>();
let [killed, tried] = [0, 0];
for (const [room, files] of rooms) {
  if (values.room !== undefined && values.room !== room) continue;
  const all = files.flatMap((file) => {
    const made = mutantsOf(file, readFileSync(join(project, file), 'utf8'));
    const { equivalent, unmatched } = equivalentIn(file, made);
    for (const { what } of unmatched) console.log(`mutate/equivalent.ts names what ${file} does not have: ${what}`);
    return made.filter((one) => !equivalent.has(one));
  });
  const sample = pickEvenly(all, Number(values.sample), Number(values.seed));
  const alive = new Set<Mutant>();
  const waiting = [...sample];
  const work = async (folder: string): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const { file, text, line, what } = mutant;
      const tests = testsOf(file);
      for (const test of tests) if (!broken.has(test)) broken.set(test, failingIn(folder, test));
      const [used, without]: [string[], string[]] = [[], []];
      for (const test of tests) {
        const names = await broken.get(test);
        if (!names) continue;
        used.push(test);
        without.push(...names);
      }
      writeFileSync(join(folder, file), text);
      if (await survives(folder, { tests: used, without, lists: false, shows: false })) alive.add(mutant);
      writeFileSync(join(folder, file), readFileSync(join(project, file)));
      if (values.verbose) console.log(`${alive.has(mutant) ? 'SURVIVED' : 'killed  '} ${file}:${line} ${what}`);
    }
  };
  await Promise.all(copies.map(work));
  survivors.push(...sample.filter((one) => alive.has(one)).map(({ file, line, what }) => `${file}:${line} ${what}`));
  killed += sample.length - alive.size;
  tried += sample.length;
  console.log(`${room}: ${sample.length - alive.size} of ${sample.length} killed, of ${all.length} there are`);
}
console.log(`${killed} of ${tried} killed`);
console.log(survivors.join('\n'));
process.exit(0);

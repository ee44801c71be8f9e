import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project } from '../image/folder.ts';
import { equivalentIn } from './mutate/equivalent.ts';
import { type Job, outcomes } from './mutate/job.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';
import { pickEvenly } from './mutate/pick.ts';

const help = `node scripts/mutate.ts [flags]

Changes the agent in one place at a time, and looks whether a test fails. A change that survives shows what no test says. Changes
that no test can tell from the original are listed in scripts/mutate/equivalent.ts and are not counted. Nothing is written: the
tests run in a process that gets the changed text.

      --room <name>       only this room: win32, causes, checks, redact, auth (default: all)
      --file <text>       only files whose path contains this text
      --sample <number>   so many changes (default 40)
      --seed <number>     another sample (default 0)
      --workers <number>  processes at a time (default: one for each processor)
      --quick             without the tests that take long
      --verbose           show what the tests print
`;

interface Room {
  sources: string;
  /** Test files, those first that find most for their time; {name} is the name of the source. */
  tests: readonly string[];
  /** Those that take long, which --quick leaves out. */
  slow?: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  win32: {
    sources: 'agent/win32/**/*.ts',
    tests: ['test/win32/{name}.test.ts', 'test/win32/native.test.ts', 'test/win32/*.test.ts'],
  },
  causes: {
    sources: 'agent/causes/*.ts',
    tests: [
      ...['test/causes/{name}.test.ts', 'test/causes/*.test.ts', 'test/causes.test.ts', 'test/diagnose.test.ts'],
      ...['test/golden.test.ts', 'test/diagnose/*.test.ts', 'test/explain/*.test.ts'],
    ],
  },
  checks: { sources: 'agent/checks/*.ts', tests: ['test/checks/{name}.test.ts', 'test/golden.test.ts'] },
  redact: {
    sources: 'agent/redact/**/*.ts',
    tests: [
      'test/redact/{name}.test.ts',
      'test/redact.test.ts',
      'test/redact/{value,name,made-up,chosen-passwords,products,texts,log-forms,unlisted}.test.ts',
      'test/redact/*.test.ts',
      'test/bundle/secrets.test.ts',
    ],
  },
  auth: {
    sources: 'agent/server/auth/*.ts',
    tests: [
      ...['test/server/auth/{name}.test.ts', 'test/server/auth/*.test.ts', 'test/server/access.test.ts'],
      ...['test/server/limits/*.test.ts', 'test/server/app.test.ts'],
    ],
  },
};

/** Not logic: declarations of native calls, lists, and what only Windows itself can run. */
const left = /\/(?:index|api\/[\w-]+|native|library|stop-events|terminate)\.ts$/;

const options = {
  room: { type: 'string' },
  file: { type: 'string', default: '' },
  sample: { type: 'string', default: '40' },
  seed: { type: 'string', default: '0' },
  workers: { type: 'string', default: String(availableParallelism()) },
  quick: { type: 'boolean' },
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

/** Whether no test fails. */
function survives(job: Job): Promise<boolean> {
  const output = job.shows ? 'inherit' : 'ignore';
  const worker = spawn(process.execPath, [join(project, 'scripts/mutate/worker.ts')], {
    cwd: project,
    stdio: ['pipe', output, output],
    env: { NODE_COMPILE_CACHE: join(project, 'node_modules/.cache/hostprobe'), ...process.env },
  });
  worker.stdin?.end(JSON.stringify(job));
  return new Promise((done, fail) => {
    worker.once('error', fail);
    worker.once('exit', (code, signal) => {
      // A signal: it was endless, or native code was called wrongly.
      if (signal !== null || code === outcomes.killed) done(false);
      else if (code === outcomes.survived) done(true);
      else fail(new Error(`the worker ended with ${code}, which is no result`));
    });
  });
}

function testsOf(file: string, tests: readonly string[]): string[] {
  const name = file.replace(/^.*\//, '').replace(/\.ts$/, '');
  const found = tests.flatMap((pattern) => globSync(pattern.replace('{name}', name), { cwd: project }).toSorted());
  return [...new Set(found)];
}

const survivors: string[] = [];
for (const [room, { sources, tests: fast, slow = [] }] of Object.entries(rooms)) {
  if (values.room !== undefined && values.room !== room) continue;
  const files = globSync(sources, { cwd: project }).filter((file) => !left.test(file) && file.includes(values.file));
  const all = files.toSorted().flatMap((file) => {
    const made = mutantsOf(file, readFileSync(join(project, file), 'utf8'));
    const { equivalent, unmatched } = equivalentIn(file, made);
    for (const { what } of unmatched) console.log(`mutate/equivalent.ts names what ${file} does not have: ${what}`);
    return made.filter((one) => !equivalent.has(one));
  });
  const tests = values.quick ? fast : [...fast, ...slow];
  const sample = pickEvenly(all, Number(values.sample), Number(values.seed));
  const asked = [...new Set(sample.map(({ file }) => file))];
  for (const file of new Set(asked.flatMap((one) => testsOf(one, tests)))) {
    if (!(await survives({ file: asked[0] ?? '', text: null, tests: [file], shows: true })))
      throw new Error(`${file} must pass before anything is changed`);
  }
  const alive = new Set<Mutant>();
  const waiting = [...sample];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const { file, text, line, what } = mutant;
      if (await survives({ file, text, tests: testsOf(file, tests), shows: false })) alive.add(mutant);
      if (values.verbose) console.log(`${alive.has(mutant) ? 'SURVIVED' : 'killed  '} ${file}:${line} ${what}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  survivors.push(...sample.filter((one) => alive.has(one)).map(({ file, line, what }) => `${file}:${line} ${what}`));
  console.log(`${room}: ${sample.length - alive.size} of ${sample.length} killed, of ${all.length} there are`);
}
console.log(survivors.join('\n'));

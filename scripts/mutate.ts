import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createVitest, type Vitest } from 'vitest/node';
import { project } from '../image/folder.ts';
import { strictKoffi } from '../test/win32/strict-koffi.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';
import { pickEvenly } from './mutate/pick.ts';

/**
 * Changes the agent in one place at a time and looks whether a test notices: node scripts/mutate.ts [--room <name>]
 * [--sample <number>] [--from <number>], which goes on with that one of the sample. What survives shows what no test says.
 * Nothing is written: vitest is given the changed text.
 */
interface Room {
  sources: string;
  /** The tests that are nearest, where there are any, and those that are asked about what these let live; {name} is the name of the source. */
  tests: readonly string[];
  more: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  win32: { sources: 'agent/win32/**/*.ts', tests: ['test/win32/{name}.test.ts'], more: ['test/win32/*.test.ts'] },
  causes: {
    sources: 'agent/causes/*.ts',
    tests: ['test/causes.test.ts', 'test/causes/*.test.ts', 'test/diagnose/*.test.ts'],
    more: ['test/explain/*.test.ts', 'test/golden.test.ts'],
  },
  checks: { sources: 'agent/checks/*.ts', tests: ['test/checks/{name}.test.ts'], more: ['test/golden.test.ts'] },
  redact: {
    sources: 'agent/redact/*.ts',
    tests: ['test/redact/{name}.test.ts', 'test/redact.test.ts'],
    more: ['test/redact/*.test.ts', 'test/bundle/secrets.test.ts'],
  },
  auth: {
    sources: 'agent/server/auth/*.ts',
    tests: ['test/server/auth/{name}.test.ts'],
    more: [
      ...['test/server/auth/*.test.ts', 'test/server/access.test.ts', 'test/server/limits/*.test.ts'],
      'test/server/app.test.ts',
    ],
  },
};

/** Not logic: declarations of native calls, lists, and what only Windows itself can run. */
const left = /\/(?:index|api\/[\w-]+|native|library|stop-events|terminate)\.ts$/;

const { values } = parseArgs({
  options: {
    room: { type: 'string' },
    sample: { type: 'string', default: '40' },
    from: { type: 'string', default: '0' },
    verbose: { type: 'boolean' },
  },
});

const patienceMs = 180_000;

/** The change that vitest is given for its file, in a run. */
let current: Mutant | null = null;
const plugin = {
  name: 'mutant',
  enforce: 'pre' as const,
  load: (id: string) => (current !== null && id.split('?')[0] === resolve(project, current.file) ? current.text : null),
};

const startVitest = () =>
  createVitest(
    'test',
    {
      // That of the tests has projects, which would not take the plugin.
      config: false,
      root: project,
      include: ['test/**/*.test.ts'],
      watch: false,
      bail: 1,
      reporters: [{}],
      maxWorkers: 1,
      testTimeout: 60_000,
    },
    { plugins: [plugin, strictKoffi] },
  );
/** One for many runs: what does not change is transformed once. */
let vitest: Vitest | null = null;

async function survives(mutant: Mutant, tests: readonly string[]): Promise<boolean> {
  vitest ??= await startVitest();
  current = mutant;
  vitest.invalidateFile(resolve(project, mutant.file));
  const specifications = await vitest.globTestSpecifications([...tests]);
  if (specifications.length === 0) throw new Error(`no test for ${mutant.file}: ${tests.join(', ')}`);
  // A change may make a loop endless, which no time limit of a test ends.
  const patience = new AbortController();
  const run = await Promise.race([
    vitest.runTestSpecifications(specifications),
    sleep(patienceMs, null, { signal: patience.signal }).catch(() => null),
  ]);
  patience.abort();
  vitest.invalidateFile(resolve(project, mutant.file));
  current = null;
  // Ends a worker that hangs, too.
  if (run === null) await endVitest();
  process.exitCode = 0;
  if (run === null || run.unhandledErrors.length > 0) return false;
  // The result names the modules of former runs too.
  const asked = new Set(specifications.map(({ moduleId }) => moduleId));
  return run.testModules.every((one) => one.ok() || !asked.has(one.moduleId));
}

async function endVitest(): Promise<void> {
  await Promise.race([vitest?.close(), sleep(10_000, null, { ref: false })]);
  vitest = null;
}

const filesOf = (patterns: readonly string[], name = '*') =>
  patterns.flatMap((pattern) => globSync(pattern.replace('{name}', name), { cwd: project }));

const survivors: string[] = [];
for (const [room, { sources, tests, more }] of Object.entries(rooms)) {
  if (values.room !== undefined && values.room !== room) continue;
  const files = globSync(sources, { cwd: project }).filter((file) => !left.test(file));
  const all = files.toSorted().flatMap((file) => mutantsOf(file, readFileSync(join(project, file), 'utf8')));
  const sample = pickEvenly(all, Number(values.sample)).slice(Number(values.from));
  const [first] = sample;
  if (first !== undefined && more.length > 0) {
    const unchanged = { ...first, text: readFileSync(join(project, first.file), 'utf8') };
    if (!(await survives(unchanged, filesOf(more)))) throw new Error('the tests must pass before anything is changed');
  }
  let killed = 0;
  for (const mutant of sample) {
    const name = mutant.file.replace(/^.*\//, '').replace(/\.ts$/, '');
    let alive = true;
    for (const stage of [filesOf(tests, name), filesOf(more)]) {
      if (alive && stage.length > 0) alive = await survives(mutant, stage);
    }
    if (alive) survivors.push(`${mutant.file}:${mutant.line} ${mutant.what}`);
    else killed += 1;
    if (values.verbose) console.log(`${alive ? 'SURVIVED' : 'killed  '} ${mutant.file}:${mutant.line} ${mutant.what}`);
  }
  console.log(`${room}: ${killed} of ${sample.length} killed, of ${all.length} there are`);
}
await endVitest();
console.log(survivors.join('\n'));
// A worker that never ended would keep this process.
process.exit();

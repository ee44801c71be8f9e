import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFiles } from '../image/files.ts';
import { lab, project } from '../image/folder.ts';
import { onPath } from './debian.mjs';
import { releaseAbandoned } from './lab/claim.ts';
import { testInWindows } from './lab/windows-tests.ts';
import { installForTests } from './programs.mjs';
import { runProgram } from './run-program.ts';
import { stopSignal } from './stop-signal.ts';
import { failuresIn, type VitestResults } from './vitest-results.ts';

const help = `npm test                     types, style, and all tests
npm test -- <file> ...       only these test files, for example test/decode/jwt.test.ts or test/lab/stop.test.ts

On Windows: types, style, the tests that need nothing of Linux, and each native question asked a second time.
On Linux, programs that the tests need are installed with apt-get where they are missing, after a list of what will be
installed. --no-install installs nothing, and says what is missing; tests that need it fail.
`;

function progress(line: string): void {
  process.stderr.write(`hostprobe: ${line}\n`);
}

const stop = stopSignal(progress);

interface Lane {
  name: string;
  /** Whether a test file runs there. */
  has(file: string): boolean;
  /** It mostly waits, so it runs beside the others, and what it printed is shown when it ends. */
  aside?: boolean;
  /**
   * @param files all when empty
   * @param output where vitest writes its results as JSON; null: nowhere
   * @param log a file that gets what it prints; otherwise the terminal does
   * @returns vitest's exit code
   */
  run(files: readonly string[], output: string | null, log?: string): Promise<number>;
}

const vitest = (config: string): Lane['run'] => {
  return (files, output, log) => {
    const json = output === null ? [] : ['--reporter=json', `--outputFile.json=${output}`];
    const args = ['run', '--config', config, '--reporter=default', ...json, ...files];
    return runProgram('vitest/vitest.mjs', args, stop, log);
  };
};

/** Bundles the program that tests start many times: from the sources it takes twice the time to start. */
async function bundleTested(): Promise<void> {
  const { bundleAgent } = await import('../image/bundle.ts');
  const { files } = await bundleAgent({ program: 'agent/main.ts' });
  const folder = join(lab, 'tested');
  rmSync(folder, { recursive: true, force: true });
  writeFiles(folder, Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
  process.env.HOSTPROBE_TESTED = join(folder, 'hostprobe.mjs');
}

const unitTests = vitest('test/vitest.config.ts');
const isWindows = process.platform === 'win32';

/** Tests that need nothing of Linux: pure code, which has run on no Windows yet. Those of test/win32 have a Windows of their own, which a real one is not. */
const anywhere = [
  ...['assess', 'causes', 'checks', 'config', 'decode', 'diagnose', 'history', 'manifest', 'messages', 'node'],
  ...['probes', 'renderers', 'rules', 'self-check', 'shim', 'stage', 'stages', 'windows'],
].map((room) => `test/${room}/`);

/** On Windows: itself instead of a lab. */
const windowsLanes: readonly Lane[] = [
  {
    name: 'tests anywhere',
    has: (file) => !file.startsWith('test/lab/') && !file.startsWith('test/real-windows/'),
    run: (files, output) => unitTests(files.length === 0 ? anywhere : files, output),
  },
  {
    name: 'Windows asked twice',
    has: (file) => file.startsWith('test/real-windows/'),
    run: (files, output) => unitTests(files.length === 0 ? ['test/real-windows/'] : files, output),
  },
];

/** In the order in which a mistake costs the least time to find. */
const linuxLanes: readonly Lane[] = [
  {
    name: 'unit tests',
    has: (file) => !file.startsWith('test/lab/'),
    run: async (files, output) => {
      if (files.length === 0) await bundleTested();
      return unitTests(files, output);
    },
  },
  {
    name: 'tests inside Windows',
    aside: true,
    has: (file) => file.startsWith('test/lab/win32/'),
    run: (files, output) => testInWindows({ files, output, progress, stop }),
  },
  {
    name: 'lab nodes',
    aside: true,
    has: (file) => file.startsWith('test/lab/') && !file.startsWith('test/lab/win32/'),
    run: vitest('test/lab/vitest.config.ts'),
  },
];

const lanes = isWindows ? windowsLanes : linuxLanes;

interface Count {
  passed: number;
  failed: number;
  /** What failed, a line each: named again at the end, which is all that a long log may show. */
  failures: readonly string[];
}

/** Counts what vitest wrote; a run that failed without a failed test, or wrote nothing, is one failure. */
async function count({ name, aside = false, run }: Lane): Promise<Count> {
  mkdirSync(lab, { recursive: true });
  const place = join(lab, name.replaceAll(' ', '-'));
  const output = `${place}-results.json`;
  const log = `${place}.log`;
  for (const file of [output, log]) rmSync(file, { force: true });
  const code = await run([], output, aside ? log : undefined);
  if (existsSync(log)) process.stdout.write(readFileSync(log));
  if (!existsSync(output)) return { passed: 0, failed: 1, failures: [`vitest wrote no results, exit code ${code}`] };
  const results: VitestResults = JSON.parse(readFileSync(output, 'utf8'));
  const failures = failuresIn(results);
  if (code !== 0 && failures.length === 0) failures.push(`no test failed, but vitest's exit code is ${code}`);
  return { passed: results.numPassedTests, failed: Math.max(results.numFailedTests, failures.length), failures };
}

async function countOne(program: string, ...args: string[]): Promise<Count> {
  const code = await runProgram(program, args, stop);
  if (code === 0) return { passed: 1, failed: 0, failures: [] };
  return { passed: 0, failed: 1, failures: [`${program}: exit code ${code}`] };
}

type Suites = Readonly<Record<string, () => Promise<Count>>>;

const suitesOf = (some: readonly Lane[]): Suites =>
  Object.fromEntries(some.map((lane) => [lane.name, () => count(lane)]));

/** One suite after the other. */
async function testInTurn(suites: Suites): Promise<[name: string, count: Count][]> {
  const counts: [string, Count][] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (stop.aborted) break;
    progress(`${name} ...`);
    const counted = await suite().catch((error: Error): Count => {
      progress(`${name}: ${error.stack}`);
      return { passed: 0, failed: 1, failures: [error.message] };
    });
    counts.push([name, counted]);
  }
  return counts;
}

async function testAll(): Promise<number> {
  const here = testInTurn({
    // What a former run found in files that are as they were is kept: types take a tenth of the time then. Each of several
    // checkers works out the types of libraries again: four take more than twice the processor time of one.
    types: () => {
      const kept = ['--incremental', '--tsBuildInfoFile', join(lab, 'types.tsbuildinfo')];
      return countOne('typescript/bin/tsc', '-p', '.', '--checkers', '1', ...kept);
    },
    style: () => countOne('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
    ...suitesOf(lanes.filter(({ aside }) => !aside)),
  });
  const aside = testInTurn(suitesOf(lanes.filter(({ aside }) => aside)));
  const counts = (await Promise.all([here, aside])).flat();
  const passed = counts.reduce((sum, [, count]) => sum + count.passed, 0);
  const failed = counts.reduce((sum, [, count]) => sum + count.failed, 0);
  const failures = counts.flatMap(([name, count]) => count.failures.map((failure) => `FAILED ${name}: ${failure}\n`));
  const summary = counts.map(([name, count]) => `${name.padEnd(22)} ${count.passed} passed, ${count.failed} failed`);
  process.stdout.write(`\n${failures.join('')}\n${summary.join('\n')}\n\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function testFiles(files: readonly string[]): Promise<number> {
  let code = 0;
  for (const { has, run } of lanes) {
    const own = files.filter(has);
    if (own.length > 0 && !stop.aborted) code ||= await run(own, null);
  }
  return code;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { 'no-install': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    progress(error.message);
    return null;
  }
}

async function test(): Promise<number> {
  const read = readArguments();
  if (read === null) return 64;
  const { values, positionals } = read;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const stranger = positionals.find((file) => !existsSync(file));
  if (stranger !== undefined) {
    progress(`there is no test file ${stranger}`);
    return 64;
  }
  const files = positionals.map((file) => relative(project, resolve(file)).replaceAll('\\', '/'));
  const misplaced = files.find((file) => !lanes.some(({ has }) => has(file)));
  if (misplaced !== undefined) {
    progress(`${misplaced} needs Linux, where Wine stands in for Windows; here test/real-windows asks Windows itself`);
    return 64;
  }
  // For one file nobody waits for an installation; a program that its tests lack is named.
  const allowed = !values['no-install'] && files.length === 0;
  const missing = isWindows ? null : await installForTests({ allowed, stop, progress });
  if (missing !== null) progress(missing);
  return files.length === 0 ? testAll() : testFiles(files);
}

process.exitCode = await test();
if (stop.aborted) {
  // A test that was ended in its middle leaves its lab node. Without Wine there is none.
  if (onPath('wineserver')) await releaseAbandoned();
  process.exitCode = 130;
}

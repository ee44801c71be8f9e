import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lab, project } from '../image/folder.ts';
import { onPath } from './debian.mjs';
import { releaseAbandoned } from './lab/claim.ts';
import { testInWindows } from './lab/windows-tests.ts';
import { requirePrograms } from './programs.ts';
import { runProgram } from './run-program.ts';
import { stopSignal } from './stop-signal.ts';

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
  /**
   * @param files all when empty
   * @param output where vitest writes its results as JSON; null: nowhere
   * @returns vitest's exit code
   */
  run(files: readonly string[], output: string | null): Promise<number>;
}

const vitest = (config: string): Lane['run'] => {
  return (files, output) => {
    const json = output === null ? [] : ['--reporter=json', `--outputFile.json=${output}`];
    return runProgram('vitest/vitest.mjs', ['run', '--config', config, '--reporter=default', ...json, ...files], stop);
  };
};

const unitTests = vitest('test/vitest.config.ts');
const isWindows = process.platform === 'win32';

/** Tests that need nothing of Linux: pure code. Those of test/win32 have a Windows of their own, which a real one is not. */
const anywhere = [
  ...['assess', 'causes', 'checks', 'decode', 'diagnose', 'messages', 'node', 'probes', 'renderers', 'rules'],
  ...['self-check', 'shim', 'stages', 'windows'],
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
    run: unitTests,
  },
  {
    name: 'tests inside Windows',
    has: (file) => file.startsWith('test/lab/win32/'),
    run: (files, output) => testInWindows({ files, output, progress, stop }),
  },
  {
    name: 'lab nodes',
    has: (file) => file.startsWith('test/lab/') && !file.startsWith('test/lab/win32/'),
    run: vitest('test/lab/vitest.config.ts'),
  },
];

const lanes = isWindows ? windowsLanes : linuxLanes;

interface Count {
  passed: number;
  failed: number;
}

/** Counts what vitest wrote; a run that failed without a failed test, or wrote nothing, is one failure. */
async function count({ name, run }: Lane): Promise<Count> {
  mkdirSync(lab, { recursive: true });
  const output = join(lab, `${name.replaceAll(' ', '-')}-results.json`);
  rmSync(output, { force: true });
  const code = await run([], output);
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(output, 'utf8'));
  return { passed, failed: code === 0 ? numFailedTests : Math.max(numFailedTests, 1) };
}

async function countOne(program: string, ...args: string[]): Promise<Count> {
  return (await runProgram(program, args, stop)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function testAll(): Promise<number> {
  const suites: Record<string, () => Promise<Count>> = {
    types: () => countOne('typescript/bin/tsc', '-p', '.'),
    style: () => countOne('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
    ...Object.fromEntries(lanes.map((lane) => [lane.name, () => count(lane)])),
  };
  const total: Count = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (stop.aborted) break;
    progress(`${name} ...`);
    const { passed, failed } = await suite().catch((error: Error): Count => {
      progress(`${name}: ${error.stack}`);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    summary.push(`${name.padEnd(22)} ${passed} passed, ${failed} failed`);
  }
  process.stdout.write(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
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
  if (!isWindows) await requirePrograms({ allowed: !values['no-install'] && files.length === 0, stop, progress });
  return files.length === 0 ? testAll() : testFiles(files);
}

process.exitCode = await test();
if (stop.aborted) {
  // A test that was ended in its middle leaves its lab node. Without Wine there is none.
  if (onPath('wineserver')) await releaseAbandoned();
  process.exitCode = 130;
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lab, project } from './lab/folder.ts';
import { testInWindows } from './lab/windows-tests.ts';
import { aptGet, ensureWine, onPath } from './lab/wine.ts';

interface Count {
  passed: number;
  failed: number;
}

/** Everything that is tested, in the order in which a mistake is cheapest to find. */
const suites: Readonly<Record<string, () => Promise<Count>>> = {
  types: () => one('typescript/bin/tsc', '-p', '.'),
  lint: () => one('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  'unit tests': () => vitest('unit', 'test/vitest.config.ts'),
  'tests inside Windows': () => counted('windows', (output) => testInWindows(output, progress)),
  'lab nodes': () => vitest('lab', 'test/lab/vitest.config.ts'),
};

function progress(line: string): void {
  process.stderr.write(`hostprobe: ${line}\n`);
}

/** Runs a program of a dependency on this Node, its output in the terminal. */
async function node(program: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [join('node_modules', program), ...args], { cwd: project, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function one(program: string, ...args: string[]): Promise<Count> {
  return (await node(program, ...args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const vitest = (name: string, config: string) =>
  counted(name, (output) =>
    node(
      'vitest/vitest.mjs',
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${output}`,
    ),
  );

/** Counts what vitest wrote; a run that failed without a failed test, or wrote nothing, is one failure. */
async function counted(name: string, run: (output: string) => Promise<number>): Promise<Count> {
  mkdirSync(lab, { recursive: true });
  const output = join(lab, `${name}-results.json`);
  rmSync(output, { force: true });
  const code = await run(output);
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(output, 'utf8'));
  return { passed, failed: code === 0 ? numFailedTests : Math.max(numFailedTests, 1) };
}

/** Programs that tests meet for real, and Debian's packages that hold them; without a font Chromium lays nothing out. */
const programs: Readonly<Record<string, string>> = {
  containerd: 'containerd',
  chromium: 'chromium fonts-dejavu-core',
  skopeo: 'skopeo',
  promtool: 'prometheus',
  unzip: 'unzip',
  hivexml: 'libhivex-bin',
  reglookup: 'reglookup',
  curl: 'curl',
};

async function install(): Promise<void> {
  await ensureWine(progress);
  const missing = Object.keys(programs).filter((program) => !onPath(program));
  if (missing.length === 0) return;
  progress(`installing ${missing.join(', ')} with apt-get (once) ...`);
  await aptGet(missing.flatMap((program) => programs[program]?.split(' ') ?? []));
}

const total: Count = { passed: 0, failed: 0 };
const summary: string[] = [];
try {
  await install();
} catch (error) {
  // Tests that need what is missing fail one by one, and say so.
  progress((error as Error).message);
}
for (const [name, suite] of Object.entries(suites)) {
  progress(`${name} ...`);
  const count = await suite().catch((error: Error): Count => {
    progress(`${name}: ${error.stack}`);
    return { passed: 0, failed: 1 };
  });
  total.passed += count.passed;
  total.failed += count.failed;
  summary.push(`${name.padEnd(22)} ${count.passed} passed, ${count.failed} failed`);
}
process.stdout.write(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

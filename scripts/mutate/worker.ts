import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { VitestRunner } from '@vitest/runner';
import { project } from '../../image/folder.ts';
import { failing, type Job, outcomes } from './job.ts';

/**
 * Runs test files of the copy of the project that it stands in, in a Node of their own, until one fails: vitest's own runner
 * without what surrounds it, which takes most of the time when it is run for each mutant. The job is read from the standard
 * input.
 */
// A change may make a loop endless. Processor time does not count what a busy machine does besides.
const patienceSeconds = 150;
new Worker(
  `setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (user + system > ${patienceSeconds}e6) process.kill(process.pid, 'SIGKILL');
  }, 1000)`,
  { eval: true },
).unref();

const { tests, without, lists, shows }: Job = JSON.parse(readFileSync(0, 'utf8'));
const strictKoffi = pathToFileURL(join(project, 'test/win32/koffi.ts')).href;

registerHooks({
  // As in test/win32/strict-koffi.ts.
  resolve: (specifier, context, next) =>
    specifier === 'koffi' && context.parentURL?.endsWith('/agent/win32/library.ts')
      ? { url: strictKoffi, shortCircuit: true }
      : next(specifier, context),
});

// What vitest's expect looks for when it is loaded.
Object.assign(globalThis, {
  __vitest_worker__: { config: { expect: { poll: { timeout: 50_000 } }, snapshotOptions: {} }, metaEnv: {}, ctx: {} },
});
// A test whose promise is never settled keeps nothing alive, so that its time limit would not be met.
setInterval(() => undefined, 1000);
// Only such a test ends by it: on a busy machine a test that is late says nothing of the change.
const lateMs = 600_000;
const { startTests } = await import('@vitest/runner');
const { expect } = await import('vitest');
let running = project;
// vitest's own needs what surrounds its runner.
expect.extend({
  toMatchFileSnapshot: (said: string, file: string) => ({
    pass: said === readFileSync(join(dirname(running), file), 'utf8'),
    message: () => `it is not what ${file} keeps`,
  }),
});
const timeouts = { testTimeout: lateMs, hookTimeout: lateMs };

const failed = (error: unknown): never => {
  if (shows) console.error(error);
  process.exit(outcomes.killed);
};
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
const runner: VitestRunner = {
  config: {
    ...{ root: project, setupFiles: [], name: undefined, passWithNoTests: false, testNamePattern: undefined },
    ...{ allowOnly: true, sequence: { hooks: 'stack', setupFiles: 'list', seed: 0 }, maxConcurrency: 5, ...timeouts },
    ...{ retry: 0, chaiConfig: {}, includeTaskLocation: false, tags: [], tagsFilter: undefined, strictTags: false },
  },
  importFile: (path) => import(pathToFileURL(path).href),
  onBeforeRunTask: (one) => {
    if (without.includes(one.fullTestName)) one.mode = 'skip';
  },
  onAfterRunTask: ({ result, fullTestName }) => {
    if (result?.state !== 'fail') return;
    if (!lists) failed(result.errors);
    console.log(`${failing}${JSON.stringify(fullTestName)}`);
  },
};
for (const test of tests) {
  running = join(project, test);
  const [ran] = await startTests([running], runner);
  const isFailed = ran?.result?.state === 'fail' && (!lists || (ran.result.errors ?? []).length > 0);
  if (isFailed || (ran?.tasks.length ?? 0) === 0) failed(ran?.result?.errors ?? `no test in ${test}`);
}
process.exit(outcomes.survived);

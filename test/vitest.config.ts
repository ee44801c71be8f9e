import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { strictKoffi } from './win32/strict-koffi.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Tests that change nothing that another file could see, so one process runs many files, and each module is loaded once. A
 * server or a clock that one of them sets ends with its test.
 */
const pure = [
  ...['assess', 'bundle', 'causes', 'checks', 'config', 'decode', 'diagnose', 'explain', 'fix', 'fuzz', 'history'],
  ...[
    'kubernetes',
    'lint',
    'manifest',
    'messages',
    'node',
    'predict',
    'print',
    'probes',
    'publish',
    'redact',
    'renderers',
  ],
  ...['rules', 'self-check', 'server', 'shim', 'stage', 'stages', 'windows'],
].map((room) => `test/${room}/**/*.test.ts`);
const never = ['test/lab/**', '**/node_modules/**'];

export default defineConfig({
  plugins: [strictKoffi],
  test: {
    // The list of failures at the end of `npm test` shows the first line of each message, which must name what differs.
    chaiConfig: { truncateThreshold: 300 },
    root,
    globalSetup: fileURLToPath(new URL('temporary-folder.ts', import.meta.url)),
    // Vitest leaves one processor free by default, which on a machine with two is half of them.
    maxWorkers: availableParallelism(),
    // Tests start real processes; on a busy machine with two cores one of them may take long and be right.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Beyond it the test itself is late.
    expect: { poll: { timeout: 150_000 } },
    // Programs that tests start from the sources load in a third of the time.
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/hostprobe') },
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude: never, isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: [...never, ...pure] } },
    ],
  },
});

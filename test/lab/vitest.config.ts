import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Two lab nodes at a time: each is half a dozen processes of 150 MB. */
export default defineConfig({
  test: {
    // The list of failures at the end of `npm test` shows the first line of each message, which must name what differs.
    chaiConfig: { truncateThreshold: 300 },
    root: fileURLToPath(new URL('../..', import.meta.url)),
    globalSetup: fileURLToPath(new URL('../temporary-folder.ts', import.meta.url)),
    include: ['test/lab/*.test.ts'],
    maxWorkers: 2,
    // A node takes 5 s on a quiet machine. A test that times out leaves its node claimed, and the next ones fail too.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});

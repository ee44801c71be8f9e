import { defineConfig } from 'vitest/config';

/** Lab nodes are started one after the other: each is half a dozen processes of 150 MB. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/lab/*.test.ts'],
    fileParallelism: false,
    // A node takes 5 s on a quiet machine. A test that times out leaves its node claimed, and the next ones fail too.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});

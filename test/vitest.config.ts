import { defineConfig } from 'vitest/config';
import { strictKoffi } from './win32/strict-koffi.ts';

export default defineConfig({
  plugins: [strictKoffi],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**', '**/node_modules/**'],
    // Tests start real processes; on a busy machine with two cores one of them may take long and be right.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Beyond it the test itself is late.
    expect: { poll: { timeout: 50_000 } },
  },
});

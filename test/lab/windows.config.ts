import { defineConfig } from 'vitest/config';
import { strictKoffi } from '../win32/strict-koffi.ts';

/** For vitest inside node.exe; its working directory holds the sources and the dependencies for Windows. */
export default defineConfig({
  // What Windows would refuse is refused in Wine too.
  plugins: [strictKoffi],
  test: {
    include: ['test/lab/win32/**/*.test.ts'],
    passWithNoTests: false,
    testTimeout: 60_000,
    // To start a process, and to load the sources there, takes Wine more than most of these files take.
    isolate: false,
    maxWorkers: 1,
  },
});

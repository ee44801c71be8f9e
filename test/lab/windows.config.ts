import { defineConfig } from 'vitest/config';

/** For vitest inside node.exe; its working directory holds the sources and the dependencies for Windows. */
export default defineConfig({
  test: { include: ['test/lab/win32/**/*.test.ts'], passWithNoTests: false, testTimeout: 60_000 },
});

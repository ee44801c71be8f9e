import { defineConfig } from 'vitest/config';
import { strictKoffi } from '../win32/strict-koffi.ts';

/** For vitest inside node.exe; its working directory holds the sources and the dependencies for Windows. */
export default defineConfig({
  // What Windows would refuse is refused in Wine too.
  plugins: [strictKoffi],
  test: { include: ['test/lab/win32/**/*.test.ts'], passWithNoTests: false, testTimeout: 60_000 },
});

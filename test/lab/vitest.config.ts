import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half of the nodes are those of one file: at the end it would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('/scenarios.test.ts');
    return files.toSorted((one, other) => Number(isLongest(other)) - Number(isLongest(one)));
  }
}

/** Two lab nodes at a time: each is half a dozen processes of 150 MB. */
export default defineConfig({
  test: {
    // The list of failures at the end of `npm test` shows the first line of each message, which must name what differs.
    chaiConfig: { truncateThreshold: 300 },
    root: fileURLToPath(new URL('../..', import.meta.url)),
    globalSetup: fileURLToPath(new URL('../temporary-folder.ts', import.meta.url)),
    include: ['test/lab/*.test.ts'],
    // Node reads the sources itself, which takes half as long, and keeps what it compiled for the next file.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A node takes 5 s on a quiet machine. A test that times out leaves its node claimed, and the next ones fail too.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { strictKoffi } from './win32/strict-koffi.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Rooms whose tests change what another file would see: handlers of the process, the answers of Windows. All others share
 * processes, in which each module is loaded once: a test there ends what it began, and keeps no state in a module.
 */
const alone = ['error', 'real-windows', 'win32'].map((room) => `test/${room}/**/*.test.ts`);

/** Of ten seconds and more, the longest first. On a fresh clone vitest knows none: at the end one would run alone. */
const longest = [
  ...['image/executable', 'image/build', 'page/use', 'image/npm', 'lint/mutations', 'redact/kinds'],
  ...['server/hostile-connections', 'reach/agent', 'redact/suspect-blocks', 'server/judge-body', 'cli/mcp'],
  ...['server/openapi', 'redact/texts', 'reach/alone', 'bundle/secrets', 'fleet/archive', 'page/answers'],
  ...['signatures', 'cli/bundle', 'cli/mcp/server', 'reach/as-kubectl', 'page/reading', 'source/door'],
  ...['server/access', 'commands/image'],
].map((name) => join(root, 'test', `${name}.test.ts`));

/** Those with a process of their own stay where they are. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const index = longest.indexOf(moduleId);
      return project.name === 'alone' ? -1 : index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

const never = ['test/lab/**', '**/node_modules/**'];

export default defineConfig({
  plugins: [strictKoffi],
  test: {
    // The list of failures at the end of `npm test` shows the first line of each message, which must name what differs.
    chaiConfig: { truncateThreshold: 300 },
    root,
    globalSetup: fileURLToPath(new URL('temporary-folder.ts', import.meta.url)),
    sequence: { sequencer: LongestFirst },
    // One more than there are processors: many tests wait for a program or a browser half of their time.
    maxWorkers: availableParallelism() + 1,
    // Tests start real processes; on a busy machine with two cores one of them may take long and be right.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Beyond it the test itself is late.
    expect: { poll: { timeout: 150_000 } },
    // Programs that tests start from the sources load in a third of the time.
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/hostprobe') },
    projects: [
      { extends: true, test: { name: 'alone', include: alone, exclude: never } },
      {
        extends: true,
        test: {
          ...{ name: 'shared', include: ['test/**/*.test.ts'], exclude: [...never, ...alone], isolate: false },
          setupFiles: fileURLToPath(new URL('bundled-threads.ts', import.meta.url)),
          // Node reads the sources itself, which takes half as long, and keeps what it compiled for the next run.
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
  },
});

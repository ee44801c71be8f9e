import { claim } from './claim.ts';
import { make, nodeExe, refreshSources } from './made.ts';
import { startNode } from './node.ts';
import { run } from './run.ts';
import { healthy } from './scenarios.ts';
import { environment } from './wine.ts';

/**
 * Runs vitest in node.exe on a healthy lab node, from the sources beside the dependencies for Windows.
 * @param output where vitest puts its results as JSON
 * @returns vitest's exit code
 */
export async function testInWindows(output: string, progress: (line: string) => void): Promise<number> {
  const made = await make(progress);
  const directory = await claim('windows-tests');
  refreshSources(made.tree);
  const node = await startNode(directory, healthy, made);
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/lab/windows.config.ts'];
    const reporters = ['--reporter=default', '--reporter=json'];
    const outcome = await run(['wine', nodeExe(made.tree), ...vitest, ...reporters, `--outputFile.json=Z:${output}`], {
      cwd: made.tree,
      env: { ...environment(node.prefix), NO_COLOR: '1' },
    });
    process.stdout.write(outcome.output);
    return outcome.code;
  } finally {
    await node.close();
  }
}

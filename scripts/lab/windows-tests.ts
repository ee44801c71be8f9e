import { run } from '../../image/run.ts';
import { claim } from './claim.ts';
import { make, nodeExe, refreshSources } from './made.ts';
import { startNode } from './node.ts';
import { healthy } from './scenarios.ts';
import { environment } from './wine.ts';

/**
 * Runs vitest in node.exe on a healthy lab node, from the sources beside the dependencies for Windows.
 * @param options.files test files below test/lab/win32; all of them when empty
 * @param options.output where vitest writes its results as JSON; null: nowhere
 * @returns vitest's exit code
 */
export async function testInWindows(options: {
  files: readonly string[];
  output: string | null;
  progress: (line: string) => void;
  stop: AbortSignal;
}): Promise<number> {
  const { files, output, progress, stop } = options;
  const made = await make(progress, stop);
  const directory = await claim('windows-tests');
  refreshSources(made.tree);
  const node = await startNode(directory, healthy, made);
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/lab/windows.config.ts'];
    const json = output === null ? [] : ['--reporter=json', `--outputFile.json=Z:${output}`];
    const outcome = await run(['wine', nodeExe(made.tree), ...vitest, '--reporter=default', ...json, ...files], {
      cwd: made.tree,
      env: { ...environment(node.prefix), NO_COLOR: '1' },
      stop,
    });
    process.stdout.write(outcome.output);
    return outcome.code;
  } finally {
    await node.close();
  }
}

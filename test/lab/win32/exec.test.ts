import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('cmd runs the scripts of package.json, which begin with exec as in other shells', () => {
  // As npm runs a script on Windows. Source: npm/promise-spawn lib/index.js, spawnWithShell.
  const script = `exec "${process.execPath}" -e "process.exit(process.argv.length)" one "two words"`;
  const { status } = spawnSync('cmd', ['/d', '/s', '/c', `"${script}"`], { windowsVerbatimArguments: true });
  expect(status).toBe(3);
});

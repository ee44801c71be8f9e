import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('cmd runs the scripts of package.json, which begin with exec as in other shells', () => {
  // As npm runs a script on Windows. Source: npm/promise-spawn lib/index.js, spawnWithShell.
  const script = `exec "${process.execPath}" -e "process.exit(process.argv.length)" one "two words"`;
  const { status } = spawnSync('cmd', ['/d', '/s', '/c', `"${script}"`], { windowsVerbatimArguments: true });
  expect(status).toBe(3);
});

test('npm test names a file that needs Linux', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/test.ts', 'test/lab/start.test.ts'], {
    encoding: 'utf8',
  });
  expect(stderr).toContain('hostprobe: test/lab/start.test.ts needs Linux');
  expect(status).toBe(64);
});

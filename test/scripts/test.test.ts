import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../../image/folder.ts';

const npmTest = (...args: string[]) =>
  spawnSync('npm', ['test', '--', ...args], { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });

test('npm test runs only the files that it is given', () => {
  const { status, stdout } = npmTest('test/checks/os-build.test.ts');
  expect(stdout).toMatch(/Test Files +1 passed \(1\)/);
  expect(stdout).not.toContain('types ...');
  expect(status).toBe(0);
});

test.each([
  ['a file that is not there', 'test/nowhere.test.ts', 'there is no test file test/nowhere.test.ts'],
  ['an unknown flag', '--watch', "Unknown option '--watch'"],
])('%s gets a sentence and exit code 64', (_what, argument, sentence) => {
  const { status, stderr } = npmTest(argument);
  expect(stderr).toContain(`hostprobe: ${sentence}`);
  expect(status).toBe(64);
});

test('the test files that --help names exist', () => {
  const named = npmTest('--help').stdout.match(/\btest\/\S+\.test\.ts\b/g) ?? [];
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((file) => !existsSync(join(project, file)))).toEqual([]);
});

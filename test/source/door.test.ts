import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { doorOf } from '../../agent/source/door.ts';
import { run, saved } from '../run.ts';
import { snapshotText } from '../stories.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-door-'));
const bundle = join(folder, '1.zip');
const snapshot = saved(snapshotText('nssm-user-account'));
const manifest = 'manifests/base/daemon-set.yaml';
const log = saved('failed to create user process token: failed to logon user: Access is denied.\n');

beforeAll(async () => {
  expect(await run(['bundle', bundle, '--facts', snapshot])).toMatchObject({ code: 0 });
  return () => rmSync(folder, { recursive: true });
});

const files = [
  [bundle, `hostprobe report --facts ${bundle}`],
  [snapshot, `hostprobe report --facts ${snapshot}`],
  [manifest, `hostprobe lint ${manifest}`],
  [log, `hostprobe explain ${log}`],
] as const;

describe.each(['list', 'status', 'pods', 'policy', 'facts'])('%s, which reads no file', (command) => {
  test.each(files)('says what %s is, and the command for it', async (file, right) => {
    const { code, stdout, stderr } = await run([command, file]);
    expect({ code, stdout, stderr }).toEqual({ code: 64, stdout: '', stderr: expect.stringContaining(right) });
  });
});

test('so does hostprobe without a command', async () => {
  for (const [file, right] of files) expect((await run([file])).stderr).toContain(right);
});

test('a file that is none of these, a folder and what is not there have no door', async () => {
  expect(await doorOf(saved('a shopping list\n'))).toBeNull();
  expect(await doorOf(folder)).toBeNull();
  expect(await doorOf(join(folder, 'none'))).toBeNull();
});

test('a path with a blank is one word of each command', async () => {
  const blank = join(folder, 'two words');
  const refusals = [];
  for (const [file] of files) {
    copyFileSync(file, blank);
    refusals.push(await doorOf(blank));
    if (file === bundle || file === log) refusals.push((await run(['lint', blank])).stderr);
    if (file === bundle) refusals.push((await run(['bundle', blank, '--facts', snapshot])).stderr);
    if (file === manifest) refusals.push((await run(['explain', blank])).stderr);
  }
  for (const said of refusals) {
    // Bare it only begins the sentence.
    expect(said).toContain(`"${blank}"`);
    expect(said?.split(`"${blank}"`).join('').split(blank)).toHaveLength(2);
  }
});

test('a bundle on standard input is read from there by the command that is named', async () => {
  const { stderr } = await run(['lint', '-'], { input: readFileSync(bundle) });
  expect(stderr).toContain('standard input is a bundle or another zip archive');
  expect(stderr).toContain('hostprobe report --facts -;');
});

test('of a value behind a flag the command itself speaks', async () => {
  const { stderr } = await run(['report', '--facts', saved('PK\u0003\u0004 cut off')]);
  expect(stderr).not.toContain('hostprobe explain');
});

test('a bundle in which no error is recognised: what it holds, and what its report says', async () => {
  const { code, stderr } = await run(['explain', bundle]);
  expect(code).toBe(64);
  expect(stderr).toMatch(
    /is a bundle of the node win-node-1 with \d+ files, none of them logs, in which .* no error text\./,
  );
  expect(stderr).toContain('Its report says that the node is unhealthy. New');
  expect(stderr).toContain(`hostprobe report --facts ${bundle}`);
});

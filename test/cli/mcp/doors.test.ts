import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allowedPath, manifestOf, nodeOf } from '../../../agent/cli/mcp/doors.ts';
import { mcp } from '../../../agent/cli/mcp.ts';
import { readConfig } from '../../../agent/config.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'hostprobe-test-')));
const inside = join(root, 'logs');
mkdirSync(inside);
mkdirSync(join(root, 'logs-of-others'));
const write = (path: string) => {
  writeFileSync(join(root, path), 'x');
  return join(root, path);
};
const [log, secret, other] = [write('logs/a.log'), write('secret'), write('logs-of-others/a.log')];
const dotted = write('logs/..a.log');
symlinkSync(secret, join(inside, 'link'));
symlinkSync(inside, join(root, 'door'));

test.each([
  ['a file of the folder', log, [inside]],
  ['a file by its way around', join(inside, '..', 'logs', 'a.log'), [inside]],
  ['a file through a link to the folder', join(root, 'door', 'a.log'), [inside]],
  ['the file itself', log, [secret, log]],
  ['a file whose name begins with dots', dotted, [inside]],
])('a client may read %s', async (_, path, allowed) => {
  expect(await allowedPath(path, allowed)).toBe(path === dotted ? dotted : log);
});

test.each([
  ['a file elsewhere', secret],
  ['a file beyond the folder', join(inside, '..', 'secret')],
  ['the folder above it', root],
  ['the folder above by its name from here', join(inside, '..')],
  ['a file that a link of the folder leads to', join(inside, 'link')],
  ['a file of a folder whose name begins alike', other],
  ['a file that is not there', join(inside, 'nothing')],
  ['standard input', '-'],
])('it may not read %s', async (_, path) => {
  await expect(allowedPath(path, [inside])).rejects.toThrow(/must be below a path of --allow, which is /);
});

test('without --allow it may read nothing, and hears what to do', async () => {
  await expect(allowedPath(log, [])).rejects.toThrow(
    `${log} must be below a path of --allow, and none was given; send the text itself, or start hostprobe mcp with --allow <folder>`,
  );
});

test('a folder of --allow that is not there is named', async () => {
  await expect(allowedPath(log, [join(root, 'gone')])).rejects.toThrow(/^--allow must name what exists: /);
});

const opened = { ...readConfig(mcp, [], {}).config, allow: [inside] };

test('a manifest is a text or a file, and never both or none', async () => {
  expect(await manifestOf({ manifest: 'kind: Pod' }, opened)).toEqual([{ file: 'manifest', text: 'kind: Pod' }]);
  expect(await manifestOf({ file: log }, opened)).toMatchObject([{ text: 'x' }]);
  for (const asked of [{}, { manifest: 'kind: Pod', file: log }]) {
    await expect(manifestOf(asked, opened)).rejects.toThrow('send either "manifest", its text, or "file", its path');
  }
  await expect(manifestOf({ file: secret }, opened)).rejects.toThrow('must be below a path of --allow');
});

test('a node is one of the cluster by its name, or a saved one that may be read; no address gets a token', async () => {
  expect(await nodeOf({ node: 'win-1' }, opened)).toMatchObject({ node: ['win-1'], facts: null, 'token-file': null });
  expect(await nodeOf({ facts: log }, opened)).toMatchObject({ node: [], facts: log, logs: false });
  expect(await nodeOf({}, opened)).toMatchObject({ node: [], facts: null });
  for (const node of ['https://example.com', 'win-1/x', 'Win 1', '']) {
    await expect(nodeOf({ node }, opened), node).rejects.toThrow(/^"node" must .*, but is /);
  }
  await expect(nodeOf({ facts: secret }, opened)).rejects.toThrow('must be below a path of --allow');
});

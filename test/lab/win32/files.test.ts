import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../../host/folder.ts';
import { host } from './machine.ts';

const { files } = host;
const volume = /^\\\\\?\\Volume\{[0-9a-f-]{36}\}\\/i;

test('a path leads to a place on a volume', async () => {
  const folder = await newFolder();
  const path = join(folder, 'token');
  await writeFile(path, '');
  expect(await files.finalPath(folder)).toMatch(volume);
  expect(await files.finalPath(path)).toBe(`${await files.finalPath(folder)}\\token`);
});

test('the root of a drive is where a volume is mounted, a folder is not', async () => {
  expect(await files.mountedVolume('C:\\')).toMatch(volume);
  expect(await files.mountedVolume(await newFolder())).toBeNull();
});

test('an absent path is null to every question', async () => {
  const absent = join(await newFolder(), 'nosuch', 'file');
  expect(await files.stat(absent)).toBeNull();
  expect(await files.list(absent)).toBeNull();
  expect(await files.read(absent, { maxBytes: 1 })).toBeNull();
  expect(await files.readLink(absent)).toBeNull();
  expect(await files.finalPath(absent)).toBeNull();
  expect(await files.mountedVolume(absent)).toBeNull();
  expect(await files.security(absent)).toBeNull();
  expect(await files.version(absent)).toBeNull();
  expect(await files.mayCreateIn(absent)).toBe(false);
});

test('asking whether files may be made makes none', async () => {
  const folder = await newFolder();
  expect(await files.mayCreateIn(folder)).toBe(true);
  expect(await files.list(folder)).toEqual([]);
});

test('a log is read while its writer holds it, and renames it', async () => {
  const folder = await newFolder();
  const log = await open(join(folder, 'containerd.log'), 'w');
  onTestFinished(() => log.close());
  await log.write('first line\n');
  const found = await files.read(join(folder, 'containerd.log'), { maxBytes: 100, offset: 6 });
  expect(Buffer.from(found?.bytes ?? []).toString()).toBe('line\n');
  await rename(join(folder, 'containerd.log'), join(folder, 'containerd.1.log'));
  expect(await files.stat(join(folder, 'containerd.1.log'))).toMatchObject({ kind: 'file', size: 11 });
});

test('a program has the version of its resource, other files have none', async () => {
  expect(await files.version(process.execPath)).toBe(`${process.versions.node}.0`);
  const text = join(await newFolder(), 'config.toml');
  await writeFile(text, 'version = 2');
  expect(await files.version(text)).toBeNull();
});

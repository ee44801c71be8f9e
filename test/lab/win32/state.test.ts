import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../../host/folder.ts';
import { host, newName } from './machine.ts';

const file = 'history.jsonl';

test("hostprobe's own folder is below ProgramData, and is made by the first write", async () => {
  const name = newName();
  const state = host.state({ directory: null, file: name });
  const path = join(process.env.ProgramData ?? '', 'hostprobe', name);
  onTestFinished(() => rm(path, { force: true }));
  expect(state.file).toBe(path);
  expect(await state.read(100)).toBeNull();
  expect(await state.append('one\n')).toBe(4);
  expect(await readFile(path, 'utf8')).toBe('one\n');
});

test('a file is appended to and replaced, and no other file is left next to it', async () => {
  const directory = await newFolder();
  const state = host.state({ directory, file });
  expect(await state.append('one\n')).toBe(4);
  expect(await state.append('two\n')).toBe(8);
  expect(await state.read(4)).toBe('two\n');
  expect(await state.rewrite(100, () => 'three\n')).toBe(6);
  expect(await readFile(join(directory, file), 'utf8')).toBe('three\n');
  expect(await readdir(directory)).toEqual([file]);
});

test('a file that another reads is added to, and replaced when the other lets go of it', async () => {
  const directory = await newFolder();
  const state = host.state({ directory, file });
  await state.append('one\n');
  const reader = await open(join(directory, file), 'r');
  expect(await state.append('two\n')).toBe(8);
  const replaced = state.rewrite(100, () => 'three\n');
  await reader.close();
  expect(await replaced).toBe(6);
  expect(await readFile(join(directory, file), 'utf8')).toBe('three\n');
});

test('a file that another does not let go of stays whole: as it was, or replaced', async () => {
  const directory = await newFolder();
  const state = host.state({ directory, file });
  await state.append('one\n');
  const reader = await open(join(directory, file), 'r');
  onTestFinished(() => reader.close());
  const content = await state
    .rewrite(100, () => 'two\n')
    .then(
      () => 'two\n',
      ({ kind }) => `one\n${kind === 'denied' || kind === 'failed' ? '' : kind}`,
    );
  expect(await readFile(join(directory, file), 'utf8')).toBe(content);
  expect(await readdir(directory)).toEqual([file]);
});

import { chmod, mkdir, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFiles, rememberFiles } from '../../agent/host/files.ts';
import { createElsewhere } from '../../agent/host/machine.ts';
import type { Files } from '../../agent/host.ts';
import { fileStat, hostWith } from '../host.ts';
import { newFolder } from './folder.ts';

const files = createFiles(createElsewhere('linux').files);

async function folderWith(name: string, content: string): Promise<{ folder: string; path: string }> {
  const folder = await newFolder();
  const path = join(folder, name);
  await writeFile(path, content);
  return { folder, path };
}

test('a file and a directory are distinguished, also through links', async () => {
  const { folder, path } = await folderWith('config.toml', 'version = 2');
  await utimes(path, 0, new Date('2026-11-01T12:00:00Z'));
  await symlink(path, join(folder, 'link'));
  const file = { kind: 'file', size: 11, modifiedAt: new Date('2026-11-01T12:00:00Z') };
  expect(await files.stat(path)).toMatchObject(file);
  expect(await files.stat(join(folder, 'link'))).toMatchObject(file);
  expect(await files.stat(folder)).toMatchObject({ kind: 'directory' });
  expect(await files.stat('/dev/null')).toMatchObject({ kind: 'other' });
});

// sysfs tells the size of a page for each of its files.
test('a file that ends before its size, as one does that shrinks meanwhile, is given as far as it goes', async () => {
  const read = await files.read('/sys/devices/system/cpu/online', { maxBytes: 2 ** 20 });
  expect(Buffer.from(read?.bytes ?? []).toString()).toMatch(/^[\d,-]+\n$/);
  expect(read?.size).toBeGreaterThan(read?.bytes.length ?? 0);
});

test('a file is the same until it is written to, or another one takes its place with the size and time of the old one', async () => {
  const { folder, path } = await folderWith('config.toml', 'version = 2');
  const at = new Date('2026-11-01T12:00:00Z');
  const identity = async () => (await files.stat(path))?.identity;
  const written = await identity();
  expect(await identity()).toBe(written);
  await writeFile(path, 'version = 3');
  const rewritten = await identity();
  expect(rewritten).not.toBe(written);
  await utimes(path, at, at);
  const touched = await identity();
  const other = join(folder, 'other');
  await writeFile(other, 'version = 4');
  await utimes(other, at, at);
  await rename(other, path);
  expect(new Set([written, rewritten, touched, await identity()]).size).toBe(4);
});

test('an absent path is null to every question, also below a file', async () => {
  const { folder, path } = await folderWith('file', '');
  for (const absent of [join(folder, 'nosuch'), join(path, 'below'), join(folder, 'nosuch', 'below')]) {
    expect(await files.stat(absent)).toBeNull();
    expect(await files.list(absent)).toBeNull();
    expect(await files.read(absent, { maxBytes: 10 })).toBeNull();
    expect(await files.readLink(absent)).toBeNull();
    expect(await files.finalPath(absent)).toBeNull();
    expect(await files.mayCreateIn(absent)).toBe(false);
  }
  expect(await files.list(path)).toBeNull();
});

test('a directory lists its names, an empty one none', async () => {
  const { folder } = await folderWith('a', '');
  await mkdir(join(folder, 'b'));
  expect((await files.list(folder))?.toSorted()).toEqual(['a', 'b']);
  expect(await files.list(join(folder, 'b'))).toEqual([]);
});

test('a part of a file is read, with the size of the whole', async () => {
  const { path } = await folderWith('log', '0123456789');
  const read = async (range: Parameters<typeof files.read>[1]) => {
    const found = await files.read(path, range);
    return [Buffer.from(found?.bytes ?? []).toString(), found?.size];
  };
  expect(await read({ maxBytes: 4 })).toEqual(['0123', 10]);
  expect(await read({ maxBytes: 100 })).toEqual(['0123456789', 10]);
  expect(await read({ maxBytes: 4, offset: 8 })).toEqual(['89', 10]);
  expect(await read({ maxBytes: 4, offset: 99 })).toEqual(['', 10]);
  await truncate(path, 3);
  expect(await read({ maxBytes: 4, offset: 8 })).toEqual(['', 3]);
});

test('a directory cannot be read as a file', async () => {
  await expect(files.read(await newFolder(), { maxBytes: 10 })).rejects.toMatchObject({
    kind: 'failed',
    code: 'EISDIR',
  });
});

test('a link has its target, anything else is not a link', async () => {
  const { folder, path } = await folderWith('file', '');
  await symlink('file', join(folder, 'link'));
  expect(await files.readLink(join(folder, 'link'))).toBe('file');
  expect(await files.readLink(path)).toBeNull();
  expect(await files.finalPath(join(folder, 'link'))).toBe(path);
});

test('a refusal is denied, and never "not there"', async () => {
  const { folder, path } = await folderWith('secret', 'x');
  await chmod(path, 0);
  await chmod(folder, 0o555);
  await asOrdinaryUser(async () => {
    await expect(files.read(path, { maxBytes: 1 })).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
  });
  await chmod(folder, 0);
  await asOrdinaryUser(async () => {
    await expect(files.stat(path)).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
    await expect(files.list(folder)).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
  });
  await chmod(folder, 0o700);
});

/** Root can read everything; the user nobody (65534) cannot. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

test('an account that may write may create', async () => {
  expect(await files.mayCreateIn(await newFolder())).toBe(true);
});

/** A machine with one file, which a test changes, and the questions that it was asked. */
function machine(content: string | null) {
  const state = { content, at: 0, asked: [] as string[] };
  const files = rememberFiles(
    hostWith({
      files: {
        stat: async (path) =>
          state.content === null ? null : fileStat(path, state.content.length, new Date(state.at)),
        read: async (_path, { maxBytes, offset = 0 }) => {
          state.asked.push('read');
          const bytes = Buffer.from(state.content ?? '');
          return state.content === null
            ? null
            : { bytes: bytes.subarray(offset, offset + maxBytes), size: bytes.length };
        },
        version: async () => {
          state.asked.push('version');
          return state.content;
        },
      },
    }).files,
  );
  const text = async (range: Parameters<Files['read']>[1]) => {
    const file = await files.read('C:\\f', range);
    return file && Buffer.from(file.bytes).toString();
  };
  return { state, files, text };
}

test('a whole file is read once, and again when it has changed or has gone', async () => {
  const { state, text } = machine('one');
  expect([await text({ maxBytes: 9 }), await text({ maxBytes: 3 }), state.asked]).toEqual(['one', 'one', ['read']]);
  Object.assign(state, { content: 'two', at: 1 });
  expect([await text({ maxBytes: 9 }), await text({ maxBytes: 9 })]).toEqual(['two', 'two']);
  state.content = null;
  expect([await text({ maxBytes: 9 }), await text({ maxBytes: 9 })]).toEqual([null, null]);
  state.content = 'two';
  expect(await text({ maxBytes: 9 })).toBe('two');
});

test('a part of a file is read each time', async () => {
  const { state, text } = machine('0123');
  expect([await text({ maxBytes: 2 }), await text({ maxBytes: 2 })]).toEqual(['01', '01']);
  expect(await text({ maxBytes: 4 })).toBe('0123');
  expect([await text({ maxBytes: 2 }), await text({ offset: 1, maxBytes: 9 })]).toEqual(['01', '123']);
  expect(state.asked).toHaveLength(5);
});

test('a file that is too large to keep is read each time', async () => {
  const { state, text } = machine('x'.repeat(2 ** 18 + 1));
  for (const _ of [1, 2]) expect(await text({ maxBytes: 2 ** 20 })).toBe(state.content);
  expect(state.asked).toHaveLength(2);
});

test('many files are kept up to a bound together, and the others are read each time', async () => {
  const { state, files } = machine('x'.repeat(2 ** 18));
  for (const _ of [1, 2]) for (const name of 'abcde') await files.read(name, { maxBytes: 2 ** 18 });
  expect(state.asked).toHaveLength(6);
});

test('a version is read once, and again when the file has changed', async () => {
  const { state, files } = machine('1.0');
  expect([await files.version('C:\\f'), await files.version('C:\\f'), state.asked]).toEqual([
    '1.0',
    '1.0',
    ['version'],
  ]);
  Object.assign(state, { content: '2.0', at: 1 });
  expect(await files.version('C:\\f')).toBe('2.0');
});

test('where the file cannot be looked at, reading it says why', async () => {
  const { files } = hostWith({ files: { read: () => Promise.reject(new Error('closed')) } });
  await expect(rememberFiles(files).read('C:\\f', { maxBytes: 1 })).rejects.toThrow('closed');
});

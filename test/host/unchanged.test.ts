import { expect, test } from 'vitest';
import { rememberFiles } from '../../agent/host/unchanged.ts';
import type { Files } from '../../agent/host.ts';
import { fileStat, hostWith } from '../host.ts';

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

import { expect, test } from 'vitest';
import { ERROR_MORE_DATA } from '../../agent/win32/api/errors.ts';
import { readEnumPages } from '../../agent/win32/net-buffer.ts';

test('a list with an entry that cannot be read is read to its end before it fails, as its connection is kept until then', async () => {
  let asked = 0;
  const list = readEnumPages(
    'NetEnum',
    async ({ read }) => {
      asked += 1;
      read.writeUInt32LE(1);
      return { result: asked < 3 ? ERROR_MORE_DATA : 0, lastError: 0 };
    },
    () => {
      throw new Error('no such entry');
    },
  );
  await expect(list).rejects.toThrow('no such entry');
  expect(asked).toBe(3);
});

test('a count that comes with an error says nothing', async () => {
  const list = readEnumPages(
    'NetEnum',
    async ({ read }) => {
      read.writeUInt32LE(1);
      return { result: 5, lastError: 0 };
    },
    () => 'entry',
  );
  expect(await list).toEqual({ code: 5, entries: [] });
});

test.each([
  ['has as many pages as are read is whole', 100, { code: 0, entries: Array.from({ length: 100 }, () => 'entry') }],
  ['goes on after them is broken', 101, 'NetEnum: the list has no end'],
])('a list that %s', async (_, pages, comes) => {
  let asked = 0;
  const list = readEnumPages(
    'NetEnum',
    async ({ read }) => {
      asked += 1;
      read.writeUInt32LE(1);
      return { result: asked < pages ? ERROR_MORE_DATA : 0, lastError: 0 };
    },
    () => 'entry',
  );
  expect(await list.catch((error: Error) => error.message)).toEqual(comes);
  expect(asked).toBe(100);
});

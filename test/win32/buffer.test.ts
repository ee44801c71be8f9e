import { expect, test } from 'vitest';
import { dateOf, fill, readEnumPages } from '../../agent/win32/buffer.ts';
import { ERROR_MORE_DATA } from '../../agent/win32/error.ts';

const what = { call: 'Call', bytes: 100, maxBytes: 1000 };

/** A call that needs this many bytes, and says so or not. */
const needs = (bytes: number, told: boolean, seen: number[] = []) => ({
  seen,
  ask: async (buffer: Buffer, size: Buffer) => {
    expect(size.readUInt32LE()).toBe(buffer.length);
    seen.push(buffer.length);
    if (told) size.writeUInt32LE(bytes);
    return buffer.length < bytes ? 122 : 0;
  },
});

test('a buffer that fits is asked for once, and comes with what was used of it', async () => {
  const { ask, seen } = needs(50, true);
  expect(await fill(what, ask)).toMatchObject({ code: 0, size: 50 });
  expect(seen).toEqual([100]);
});

test('a buffer grows to the size that the call asks for, or doubles when it names none', async () => {
  const telling = needs(700, true);
  await fill(what, telling.ask);
  expect(telling.seen).toEqual([100, 700]);
  const silent = needs(700, false);
  await fill(what, silent.ask);
  expect(silent.seen).toEqual([100, 200, 400, 800]);
});

test('a call that never has enough is given up, and says at what size', async () => {
  await expect(fill(what, needs(5000, false).ask)).rejects.toThrow('Call: its answer does not fit 1000 bytes');
});

// 24, ERROR_BAD_LENGTH, can also mean that a buffer is too large.
test.each([5, 24])('any other code is handed on, without a second call: %i', async (code) => {
  let calls = 0;
  const filled = await fill(what, async (_, size) => {
    calls += 1;
    size.writeUInt32LE(200);
    return code;
  });
  expect(filled.code).toBe(code);
  expect(calls).toBe(1);
});

test('a FILETIME counts steps of 100 ns from 1601', () => {
  expect(dateOf(0n).toISOString()).toBe('1601-01-01T00:00:00.000Z');
  expect(dateOf(116_444_736_000_000_000n).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(dateOf(134_069_472_001_234_567n).toISOString()).toBe('2025-11-07T00:00:00.123Z');
});

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

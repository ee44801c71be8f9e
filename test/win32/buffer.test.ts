import { expect, test } from 'vitest';
import { fill } from '../../agent/win32/buffer.ts';

const what = { call: 'Call', bytes: 100, maxBytes: 1000 };

/** A call that needs this many bytes, and says so or not. */
const needs = (bytes: number, told: boolean, seen: number[] = []) => ({
  seen,
  ask: async (buffer: Buffer) => {
    seen.push(buffer.length);
    return buffer.length < bytes ? { code: 122, needed: told ? bytes : 0 } : { code: 0, needed: bytes };
  },
});

test('a buffer that fits is asked for once', async () => {
  const { ask, seen } = needs(50, true);
  expect((await fill(what, ask)).code).toBe(0);
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
  const filled = await fill(what, async () => {
    calls += 1;
    return { code, needed: 200 };
  });
  expect(filled.code).toBe(code);
  expect(calls).toBe(1);
});

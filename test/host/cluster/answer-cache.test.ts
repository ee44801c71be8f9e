import { describe, expect, test } from 'vitest';
import { createAnswerCache } from '../../../agent/host/cluster/answer-cache.ts';

/** Asks for the next number, over and over. */
const counter = () => {
  let count = 0;
  return async () => {
    count += 1;
    return count;
  };
};
const minute = { keepMs: 60_000 };

describe('the memory of an API', () => {
  test('keeps an answer for its time, each under its own name', async () => {
    const recall = createAnswerCache().of('me');
    const ask = counter();
    expect([await recall('a', minute, ask), await recall('a', minute, ask)]).toEqual([1, 1]);
    expect([await recall('b', minute, ask), await recall('a', minute, ask)]).toEqual([2, 1]);
    expect([await recall('c', { keepMs: 0 }, ask), await recall('c', { keepMs: 0 }, ask)]).toEqual([3, 4]);
  });

  test('keeps no failure, and no answer that is not worth it', async () => {
    const recall = createAnswerCache().of('me');
    const failing = recall('a', minute, () => Promise.reject(new Error('403')));
    await expect(failing).rejects.toThrow('403');
    const ask = counter();
    const odd = { ...minute, keep: (answer: number) => answer % 2 === 0 };
    for (const expected of [1, 2, 2]) expect(await recall('a', odd, ask)).toBe(expected);
  });

  test('belongs to one account: another gets nothing from it, and the first has to ask again', async () => {
    const memory = createAnswerCache();
    const ask = counter();
    for (const expected of [1, 2, 3]) {
      const account = expected % 2 === 0 ? 'you' : 'me';
      expect(await memory.of(account)('a', minute, ask)).toBe(expected);
    }
  });
});

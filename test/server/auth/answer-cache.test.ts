import { expect, test } from 'vitest';
import { createAnswers } from '../../../agent/server/auth/answer-cache.ts';

/** Answers whose time the test makes; yes counts for 60 s, no for 10 s. */
function answers(most = 10) {
  let time = 0;
  let asked = 0;
  const kept = createAnswers<boolean>({ keepMs: (yes) => (yes ? 60_000 : 10_000), most, elapsed: () => time });
  return {
    ...kept,
    pass: (ms: number) => {
      time += ms;
    },
    asked: () => asked,
    ask: (key: string, answer: boolean | Error) =>
      kept.get(key, async () => {
        asked += 1;
        if (answer instanceof Error) throw answer;
        return answer;
      }),
  };
}

test('an answer is asked for once, and again when its time is over', async () => {
  const { ask, pass, asked, has } = answers();
  expect(await ask('yes', true)).toBe(true);
  pass(59_999);
  expect(await ask('yes', false)).toBe(true);
  expect(has('yes')).toBe(true);
  pass(1);
  expect(has('yes')).toBe(false);
  expect(await ask('yes', false)).toBe(false);
  pass(9_999);
  expect(await ask('yes', true)).toBe(false);
  pass(1);
  expect(await ask('yes', true)).toBe(true);
  expect(asked()).toBe(3);
});

test('concurrent callers share one answer', async () => {
  const { ask, asked } = answers();
  expect(await Promise.all([ask('a', true), ask('a', true), ask('b', false)])).toEqual([true, true, false]);
  expect(asked()).toBe(2);
});

test('a failure is shared too, and kept for a second only', async () => {
  const { ask, pass, asked } = answers();
  const failures = [ask('a', new Error('away')), ask('a', true)];
  for (const failure of failures) await expect(failure).rejects.toThrow('away');
  pass(999);
  await expect(ask('a', true)).rejects.toThrow('away');
  pass(1);
  expect(await ask('a', true)).toBe(true);
  expect(asked()).toBe(2);
});

test('an answer that was asked for again is a new one, and not the oldest', async () => {
  const { ask, pass, has } = answers(2);
  await ask('a', false);
  await ask('b', true);
  pass(10_000);
  await ask('a', true);
  await ask('c', true);
  expect(['a', 'b', 'c'].map(has)).toEqual([true, false, true]);
});

test('an answer that is asked for again takes no room of another', async () => {
  const { ask, pass, has } = answers(2);
  await ask('a', true);
  await ask('b', false);
  pass(10_000);
  await ask('b', true);
  expect(['a', 'b'].map(has)).toEqual([true, true]);
});

test('a limited number is kept: the oldest make room', async () => {
  const { ask, has } = answers(3);
  for (const key of ['a', 'b', 'c', 'd']) await ask(key, true);
  expect(['a', 'b', 'c', 'd'].map(has)).toEqual([false, true, true, true]);
});

import { expect, test } from 'vitest';
import { createBounded, createMemory } from '../../agent/redact/memory.ts';

test('what is full forgets everything before it keeps more', () => {
  const names = createBounded<string, number>(2);
  names.set('a', 1);
  names.set('b', 2);
  expect([names.get('a'), names.get('b'), names.get('c')]).toEqual([1, 2, undefined]);
  names.set('c', 3);
  expect([names.get('a'), names.get('b'), names.get('c')]).toEqual([undefined, undefined, 3]);
});

test('of lines 100,000 are remembered, of words 20,000', () => {
  const { lines, plainWords } = createMemory();
  for (let key = 0; key < 100_000; key++) lines.set(key, 'found');
  for (let word = 0; word < 20_000; word++) plainWords.set(`${word}`, true);
  expect([lines.get(0), plainWords.get('0')]).toEqual(['found', true]);
  lines.set(100_000, 'found');
  plainWords.set('20000', true);
  expect([lines.get(0), plainWords.get('0')]).toEqual([undefined, undefined]);
});

test('what a name says is the same when it is asked again', () => {
  const { saysOf } = createMemory();
  for (const name of ['password', 'count', 'password', 'count']) {
    expect(saysOf(name)).toBe(name === 'password' ? 'password' : null);
  }
});

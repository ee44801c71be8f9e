import { describe, expect, test } from 'vitest';
import { createBounded, createLineKinds, createMemory, type LineKind } from '../../agent/redact/memory.ts';

test('what is full forgets everything before it keeps more', () => {
  const names = createBounded<string, number>(2);
  names.set('a', 1);
  names.set('b', 2);
  expect([names.get('a'), names.get('b'), names.get('c')]).toEqual([1, 2, undefined]);
  names.set('c', 3);
  expect([names.get('a'), names.get('b'), names.get('c')]).toEqual([undefined, undefined, 3]);
});

describe('kinds of lines', () => {
  const kinds: readonly LineKind[] = ['plain', 'found', 'opens', 'goes-on'];
  const kindOf = (index: number) => kinds[index % kinds.length];

  test('are kept by their keys, however many there are, and the newest counts', () => {
    const lines = createLineKinds(100_000);
    // Keys that lie on the same place of the table, and its ends.
    const keys = Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? index * 1024 : 2 ** 52 - index));
    for (const [index, key] of keys.entries()) lines.set(key, kindOf(index) ?? 'plain');
    for (const [index, key] of keys.entries()) expect(lines.get(key)).toBe(kindOf(index));
    expect(lines.get(1)).toBeUndefined();
    expect(lines.get(1024 * 7)).toBeUndefined();
    lines.set(0, 'opens');
    expect(lines.get(0)).toBe('opens');
  });

  test('are looked up in a table half full, where each key has a place of an even number', () => {
    const lines = createLineKinds(100_000);
    for (let key = 0; key < 1024; key += 2) lines.set(key, 'found');
    expect([lines.get(1022), lines.get(1024)]).toEqual(['found', undefined]);
  });

  test('are all forgotten before there are too many, and one that is set again is no new one', () => {
    const lines = createLineKinds(3);
    for (const key of [1, 2, 3]) lines.set(key, 'found');
    expect([1, 2, 3].map((key) => lines.get(key))).toEqual(['found', 'found', 'found']);
    lines.set(4, 'plain');
    expect([1, 2, 3, 4].map((key) => lines.get(key))).toEqual([undefined, undefined, undefined, 'plain']);
    for (let times = 0; times < 10; times++) lines.set(5, 'opens');
    expect([4, 5].map((key) => lines.get(key))).toEqual(['plain', 'opens']);
    lines.set(6, 'found');
    expect([4, 5, 6].map((key) => lines.get(key))).toEqual(['plain', 'opens', 'found']);
    lines.set(7, 'found');
    expect([4, 5, 6, 7].map((key) => lines.get(key))).toEqual([undefined, undefined, undefined, 'found']);
  });
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

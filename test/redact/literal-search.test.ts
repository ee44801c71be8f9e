import { expect, test } from 'vitest';
import { createSignSearch } from '../../agent/redact/signs.ts';

/** Whether the one literal is found in a text. */
const finds = (literal: string, text: string) =>
  createSignSearch([[literal]])
    .find(text, 0, text.length)
    .literals.has(0);

// What \s is for a pattern, which has a space where a literal has one.
test.each(['\t', '\n', '\v', '\f', '\r', ' ', '\u00a0'])(
  'a space of a literal stands for %j, wherever it is',
  (space) => {
    for (const literal of [' key', 'a key', 'an key', 'ke ']) {
      expect(finds(literal, `x${literal.replace(' ', space)}x`)).toBe(true);
      expect(finds(literal, `x${literal.replace(' ', '_')}x`)).toBe(false);
    }
  },
);

test.each(['\b', '\u000e', '\u001f', '\u0085'])('and not for %j', (other) => {
  for (const literal of [' key', 'a key', 'long key'])
    expect(finds(literal, `x${literal.replace(' ', other)}x`)).toBe(false);
});

test('a literal that begins before the place where the search begins does not count', () => {
  expect(createSignSearch([['éab']]).find('xéab', 2, 4).literals.size).toBe(0);
});

test.each(['\t', '\n', '\v', '\f', '\r', ' '])('at the end of a literal of two characters, too: %j', (space) => {
  expect([finds('k ', `xk${space}x`), finds('k ', 'xk_x')]).toEqual([true, false]);
});

test('a literal is found whatever its first three characters are, and so are several in one place', () => {
  for (const literal of ['é', 'éa', 'aé', 'aéb', 'éab', 'abé', 'é k', 'k é', '[', '{a', 'q{', 'zz{'])
    expect(finds(literal, `0${literal}1`), literal).toBe(true);
  const search = createSignSearch([['abc'], ['ab'], ['a'], ['abcd'], ['abd']]);
  expect([...search.find('xabcx', 0, 5).literals].toSorted()).toEqual([0, 1, 2]);
  expect([...search.find('xabcd', 0, 5).literals].toSorted()).toEqual([0, 1, 2, 3]);
});

test('a literal that ends a word has no letter behind it, one that begins one none before it', () => {
  for (const letter of ['a', 'z', 'A', 'Z']) {
    expect([finds('key>', `key${letter}`), finds('<key', `${letter}key`)], letter).toEqual([false, false]);
  }
  for (const sign of ['@', '[', '`', '{', '/', ':'])
    expect([finds('key>', `key${sign}`), finds('<key', `${sign}key`)], sign).toEqual([true, true]);
  for (const one of ['0', '9', '_'])
    expect([finds('key>', `key${one}`), finds('<key', `${one}key`)], one).toEqual([true, false]);
});

test('only a letter stands for its capital, too', () => {
  for (const [literal, text] of [
    ['{a', '[a'],
    ['x`', 'x@'],
    ['~a', '^a'],
    ['AB', 'aB'],
  ] as const) {
    expect([finds(literal, literal), finds(literal, text)], literal).toEqual([true, false]);
  }
  expect([finds('ab', 'AB'), finds('yz', 'YZ')]).toEqual([true, true]);
});

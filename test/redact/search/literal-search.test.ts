import { expect, test } from 'vitest';
import { atOnce, createMemory } from '../../../agent/redact/memory.ts';
import { classBits, classes, createLiteralSearch } from '../../../agent/redact/search/literal-search.ts';
import { createSignSearch } from '../../../agent/redact/search/signs.ts';

/** Whether the one literal is found in a part of a text. */
const has = (literal: string, text: string, start: number, end: number) =>
  atOnce(createSignSearch([[literal]], createMemory().plainWords).findInSteps(text, start, end)).literals.size > 0;
const finds = (literal: string, text: string) => has(literal, text, 0, text.length);

// What \s is for a pattern, which has a space where a literal has one.
test.each(['\t', '\n', '\v', '\f', '\r', ' ', '\u00a0'])(
  'a space of a literal stands for %j, wherever it is',
  (space) => {
    for (const literal of [' key', 'a key', 'an key', 'long key', 'ke ', 'k ', ' k', ' ']) {
      expect(finds(literal, `x${literal.replace(' ', space)}x`)).toBe(true);
      expect(finds(literal, `x${literal.replace(' ', '_')}x`)).toBe(false);
    }
  },
);

test.each(['\b', '\u000e', '\u001f', '\u0085'])('and not for %j', (other) => {
  for (const literal of [' key', 'a key', 'long key', 'k ', ' k'])
    expect(finds(literal, `x${literal.replace(' ', other)}x`)).toBe(false);
});

test('a literal counts only between the two places, what follows the second is as good as a space', () => {
  expect([has('éab', 'xéab', 1, 4), has('éab', 'xéab', 2, 4)]).toEqual([true, false]);
  expect([has('éw', 'éw', 0, 2), has('éw', 'éw', 1, 2)]).toEqual([true, false]);
  expect([has('key', 'keys', 0, 3), has('key', 'keys', 0, 2), has('key>', 'keys', 0, 3)]).toEqual([true, false, true]);
  expect([has(' key', 'a key', 1, 5), has(' key', 'a key', 2, 5), has(' x', 'a x', 2, 3)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([has('key>', 'keys', 0, 4), has('<key', 'akey', 1, 4)]).toEqual([false, false]);
  for (const text of ['x an', 'an'])
    expect([finds('an ', text), finds('an -', text), finds('n ', text)]).toEqual([true, false, true]);
  expect([finds(' ', 'x'), finds('  ', 'x'), finds(' ', 'x ')]).toEqual([false, false, true]);
});

/** Which of some groups of three characters can begin a literal. */
const begins = (literal: string, groups: readonly string[]) => {
  const { mayBegin } = createLiteralSearch([[literal]]);
  const threeOf = (group: string) =>
    [...group].reduce((all, one) => all * 2 ** classBits + (classes[one.charCodeAt(0)] ?? 0), 0);
  return groups.filter((group) => mayBegin(threeOf(group)));
};

// Everywhere else a text is passed over without a look at the literals.
test.each([
  ['secret', ['sec', 'SEC', 'se ', 'sed', 'seb', 'dec', 'tec', 'rec', 'sfc', 'sdc', '\0\0\0'], ['sec', 'SEC']],
  ['x yz', ['x y', 'x\ty', 'xay', 'x z', 'x\0y', 'y y'], ['x y', 'x\ty', 'x\0y']],
  ['a key', ['a k', 'aak', 'a\0k', 'a\0a', '\0\0k'], ['a k', 'a\0k']],
  ['pw', ['pwa', 'pw<', 'pw\0', 'pva', 'pv<', 'px\0', 'pxa', 'aaa', 'zzz', '\0\0a'], ['pwa', 'pw<', 'pw\0']],
  ['$', ['$a<', '$\0\0', '$<>', '%\0\0', '@<>', 'a$a', '\0\0\0'], ['$a<', '$\0\0', '$<>']],
  ['=5x', ['=5x', '=5y', '=4x', '=6x', '/5x', '"5x', '==x'], ['=5x']],
] as const)('the literal %j begins only with its own characters', (literal, groups, own) => {
  expect(begins(literal, groups)).toEqual(own);
});

test.each(['<', '>'])('the sign %j alone is a literal like others', (sign) => {
  expect([finds(sign, `a${sign}b`), finds(sign, 'ab'), finds(sign, '')]).toEqual([true, false, false]);
});

test('also in a literal of two characters the signs for the borders of a word are not looked for', () => {
  expect([finds('<k', ' k'), finds('<k', 'ak'), finds('k>', 'k '), finds('k>', 'kk ')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('a literal is found whatever its first three characters are, and so are several in one place', () => {
  for (const literal of ['é', 'éa', 'aé', 'aéb', 'éab', 'abé', 'é k', 'k é', '[', '{a', 'q{', 'zz{'])
    expect(finds(literal, `0${literal}1`), literal).toBe(true);
  const search = createSignSearch([['abc'], ['ab'], ['a'], ['abcd'], ['abd']], createMemory().plainWords);
  const foundIn = (text: string) => [...atOnce(search.findInSteps(text, 0, 5)).literals].flat().toSorted();
  expect(foundIn('xabcx')).toEqual(['a', 'ab', 'abc']);
  expect(foundIn('xabcd')).toEqual(['a', 'ab', 'abc', 'abcd']);
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
    ['key{', 'key['],
    ['key`', 'key@'],
    ['keyA', 'keya'],
  ] as const) {
    expect([finds(literal, literal), finds(literal, text)], literal).toEqual([true, false]);
  }
  expect([finds('ab', 'AB'), finds('yz', 'YZ'), finds('keyaz', 'keyAZ')]).toEqual([true, true, true]);
});

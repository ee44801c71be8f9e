import { describe, expect, test } from 'vitest';
import { atOnce, betweenSteps, createMemory } from '../../../agent/redact/memory.ts';
import { createSignSearch } from '../../../agent/redact/search/signs.ts';

const owners = {
  password: ['password', 'pw'],
  key: ['<key>'],
  space: ['x y', 'tok '],
  dashes: ['-----', '--'],
  dollar: ['$A'],
};
const search = createSignSearch(Object.values(owners), createMemory().plainWords);

/** Whose literals there are. */
const ownersIn = (text: string, start = 0, end = text.length) =>
  [...atOnce(search.findInSteps(text, start, end)).literals].map(
    (found) => Object.entries(owners).find(([, literals]) => literals === found)?.[0],
  );

describe('literals', () => {
  test.each([
    ['my password is', 'password'],
    ['PASSWORD', 'password'],
    ['aPasswordB', 'password'],
    ['pw', 'password'],
    [' PW', 'password'],
    ['key', 'key'],
    ['the key: x', 'key'],
    ['KEY1', 'key'],
    ['-key_', 'key'],
    ['x y', 'space'],
    ['x\ty', 'space'],
    ['X\u00a0Y', 'space'],
    ['x\ny', 'space'],
    ['tok a', 'space'],
    ['tok', 'space'],
    ['a--', 'dashes'],
    ['-----BEGIN', 'dashes'],
    ['$A', 'dollar'],
  ])('%j has one', (text, owner) => {
    expect(ownersIn(text)).toEqual([owner]);
    expect(search.hasAny(text, 0, text.length)).toBe('some');
  });

  test.each([
    'passwort',
    'passwor',
    'p w',
    'akey',
    '1key',
    '_key',
    'keys',
    'KEYS',
    'xy',
    'x  y',
    'x-y',
    'toka',
    '- -',
    '$a',
    '',
  ])('%j has none', (text) => {
    expect(ownersIn(text)).toEqual([]);
    expect(search.hasAny(text, 0, text.length)).toBe('none');
  });

  test('several are found in one pass, each owner once', () => {
    expect(ownersIn('password=-----$A pw').toSorted()).toEqual(['dashes', 'dollar', 'password']);
  });

  test('only what lies between the two places counts', () => {
    const text = 'a password b key c';
    expect(ownersIn(text, 2, 10)).toEqual(['password']);
    expect(ownersIn(text, 3, 18)).toEqual(['key']);
    expect(ownersIn(text, 2, 9)).toEqual([]);
    // What follows the place is as good as a space.
    expect(ownersIn('tokx', 0, 3)).toEqual(['space']);
  });
});

describe('a word that may be a secret', () => {
  const has = (text: string) => atOnce(search.findInSteps(text, 0, text.length)).hasWord;

  test('has 16 characters', () => {
    expect(has('aZ3kQ9xLm2pW8vT4')).toBe(true);
    expect(has('aZ3kQ9xLm2pW8vT')).toBe(false);
    expect(has('is aZ3kQ9xLm2pW8vT4 not')).toBe(true);
    expect(has('is aZ3kQ9xLm2pW8vT not')).toBe(false);
  });

  test('is none for its length alone, nor is a short one, wherever it stands', () => {
    const long = 'containerd-shim-runhcs-v1';
    // password=a1 in base64: 15 characters.
    const short = 'cGFzc3dvcmQ9YTE';
    for (const text of [`${long} x`, `the ${long}`, `the long ${short} x`, `the long ${short}`, ` ${short}`])
      expect(has(text), text).toBe(false);
    for (const text of [`the long +${short} x`, `the long +${short}`]) expect(has(text), text).toBe(true);
  });

  test('ends where no character of a word is', () => {
    for (const by of [' ', '"', ',', ';', 'é']) {
      expect(has(`aZ3kQ9x${by}m2pW8vT4`), by).toBe(false);
      expect(has(`aZ3kQ9x${by}m2pW8vT4${by}`), by).toBe(false);
      expect(has(`aZ3kQ9x${by}m2pW8vT4${by}${by}`), by).toBe(false);
    }
    for (const by of '.:!#$*?@^=+/_~-') expect(has(`aZ3kQ9xL${by}m2pW8vT4yR`), by).toBe(true);
  });

  test('begins with a letter, a digit or a sign of base64', () => {
    // password=a1 in base64: 15 characters.
    expect(has('cGFzc3dvcmQ9YTE')).toBe(false);
    for (const sign of '+/_~-') expect(has(`${sign}cGFzc3dvcmQ9YTE`)).toBe(true);
    for (const sign of '=.:') expect(has(`${sign}cGFzc3dvcmQ9YTE`)).toBe(false);
    expect(has('é aZ3kQ9xLm2pW8vT4é')).toBe(true);
  });

  test('is a sign by itself, also at the end', () => {
    for (const word of ['aZ3kQ9xLm2qW8vT4', 'MyCat$Loves7Fish!', '4f,5a,6b,7c,8d,9e,af,b0,c1']) {
      expect(search.hasAny(`is ${word} not`, 0, word.length + 7), word).toBe('some');
      expect(search.hasAny(word, 0, word.length), word).toBe('some');
    }
    expect(search.hasAny('is aZ3kQ9xLm2qW8vT not', 0, 22)).toBe('none');
  });

  test('is made up by somebody', () => {
    expect(has('MyCat$Loves7Fish!')).toBe(true);
    expect(has('a dog & a cat')).toBe(false);
    for (const sign of '!#$%&*+?@^') {
      expect(has(`kes${sign}tRel9`), sign).toBe(true);
      // Of one kind, or too short.
      expect(has(`kes${sign}trela`), sign).toBe(false);
      expect(has(`kes${sign}Re9`), sign).toBe(false);
    }
    for (const sign of '-_.~/:,') expect(has(`kes${sign}tRel9`), sign).toBe(false);
    // Each of several is looked at, also those that touch the beginning.
    for (const text of ['a$b MyCat$9F!', '! MyCat$9F!', '$ $MyCat9F', '$MyCat9F']) expect(has(text), text).toBe(true);
    // Only what lies before the end of the range counts.
    expect(atOnce(search.findInSteps('Kestrel9!', 0, 8)).hasWord).toBe(false);
  });

  test.each([',', ':', '-', ' '])('is written as bytes with %j between', (by) => {
    const bytes = ['4f', '5a', '6b', '7c', '8d', '9e', 'af', 'b0', 'c1', 'd2'];
    expect(has(bytes.join(by))).toBe(true);
    expect(has(` ${bytes.join(by)}`)).toBe(true);
    expect(has(bytes.slice(0, 9).join(by))).toBe(true);
    expect(has(bytes.slice(0, 8).join(by))).toBe(false);
    expect([has(`x ${bytes.slice(0, 9).join(by)}`), has(`x ${bytes.slice(0, 8).join(by)}`)]).toEqual([true, false]);
    expect(has(bytes.map((one) => `${one}a`).join(by))).toBe(false);
  });
});

test('what may be written in another way is told', () => {
  for (const text of ['a\\nb', 'a&amp;b', 'a%41b', '\u001b[0m']) {
    expect(search.hasAny(text, 0, text.length)).toBe('escapes');
  }
  expect(search.hasAny('a b', 0, 3)).toBe('none');
  expect(search.hasAny('a%41 password', 0, 13)).toBe('some');
});

describe('a long text', () => {
  test.each([
    'a password b',
    'a KEY b',
    'x\ty',
    'is aZ3kQ9xLm2pW8vT4 not',
    'is MyCat$Loves7Fish! not',
    ' 4f,5a,6b,7c,8d,9e,af,b0,c1,',
  ])('%j is found wherever a step ends in it', (sign) => {
    const here = atOnce(search.findInSteps(sign, 0, sign.length));
    expect(here.literals.size + (here.hasWord ? 1 : 0)).toBeGreaterThan(0);
    for (let before = 0; before <= sign.length; before++) {
      const text = `${' '.repeat(betweenSteps - before)}${sign}`;
      expect(atOnce(search.findInSteps(text, 0, text.length)), String(before)).toEqual(here);
    }
  });

  test('is searched in steps, the last of which tells', () => {
    const text = 'x'.repeat(betweenSteps);
    const stepsOf = (of: string) => [...search.findInSteps(of, 0, of.length)].length;
    expect([stepsOf(text), stepsOf(`${text}x`), stepsOf(text.repeat(3))]).toEqual([0, 1, 2]);
  });
});

import { describe, expect, test } from 'vitest';
import { createClean, createRedactor } from '../../../agent/redact.ts';

test('what was found in a text of up to 300 characters is kept, for 5000 texts', () => {
  const { find } = createRedactor();
  const isKept = (text: string) => {
    const first = find(text);
    return find(text) === first;
  };
  expect(['a', 'a'.repeat(300), 'a'.repeat(301)].map(isKept)).toEqual([true, true, false]);
  const { find: findMany } = createRedactor();
  const first = findMany('a');
  for (let count = 1; count < 5000; count++) findMany(`${count}`);
  expect(findMany('a')).toBe(first);
  findMany('b');
  expect(findMany('a')).not.toBe(first);
});

test('a name tells whether its value may be a secret', () => {
  const { isNameOfSecret } = createRedactor();
  expect([isNameOfSecret('password'), isNameOfSecret('image')]).toEqual([true, false]);
});

test('what is cut gets its placeholder, and the rest stays', () => {
  const { cut } = createRedactor({ placeholder: (id, secret) => `<${id} of ${secret.length}>` });
  const spans = [
    { id: 'a', start: 1, end: 3 },
    { id: 'b', start: 4, end: 5 },
  ];
  expect(cut('0123456', spans)).toBe('0<a of 2>3<b of 1>56');
});

describe('plain data', () => {
  const cleaned = (data: unknown) => {
    const ids: string[] = [];
    return { clean: createClean(createRedactor(), (id) => ids.push(id))(data), ids };
  };

  test.each([
    [{ password: 'winterabend' }, { password: '[redacted:key]' }, ['key']],
    [
      { a: [{ password: 'winterabend' }], b: null, c: 7 },
      { a: [{ password: '[redacted:key]' }], b: null, c: 7 },
      ['key'],
    ],
    [{ image: 'winterabend' }, { image: 'winterabend' }, []],
    [['winterabend', 'password=winterabend'], ['winterabend', 'password=[redacted:key]'], ['key']],
    // A part of the value is one.
    [{ session_id: 'a password=winterabend' }, { session_id: 'a password=[redacted:key]' }, ['key']],
    [{ session_id: 'AKIAIOSFODNN7EXAMPLE is it' }, { session_id: '[redacted:aws-key] is it' }, ['aws-key']],
    [{ note: 'AKIAIOSFODNN7EXAMPLE' }, { note: '[redacted:aws-key]' }, ['aws-key']],
    // Values and names that JSON would write otherwise.
    [{ password: 'winter\nabend' }, { password: 'winter\nabend' }, []],
    [{ password: 'winter"abend' }, { password: 'winter"abend' }, []],
    [{ 'the "password': 'winterabend' }, { 'the "password': 'winterabend' }, []],
    [{ [`${'x'.repeat(51)}_password`]: 'winterabend' }, { [`${'x'.repeat(51)}_password`]: '[redacted:key]' }, ['key']],
    [{ [`${'x'.repeat(52)}_password`]: 'winterabend' }, { [`${'x'.repeat(52)}_password`]: 'winterabend' }, []],
  ])('%j becomes %j', (data, clean, ids) => {
    expect(cleaned(data)).toEqual({ clean, ids });
  });
});

import { expect, test } from 'vitest';
import { jsonIn } from '../agent/json.ts';

test.each<[string, unknown]>([
  ['{"a": [1, null]}', { a: [1, null] }],
  [' "x" ', 'x'],
  ['null', null],
])('%s is a value', (text, value) => {
  expect(jsonIn(text)).toEqual(value);
});

test.each(['', '{', '{"a": 1} x', 'undefined', "{'a': 1}"])('%j is none', (text) => {
  expect(jsonIn(text)).toBeUndefined();
});

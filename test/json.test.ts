import { expect, test } from 'vitest';
import { fieldOf, given, isObject, jsonIn, wordOf } from '../agent/json.ts';

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

test('a field is one of the object itself, at the end of its path', () => {
  const json = { a: { b: 'x', c: 1 }, list: [['y']] };
  expect([fieldOf(json, 'a', 'b'), fieldOf(json, 'a', 'c'), fieldOf(json)]).toEqual(['x', 1, json]);
  for (const path of [['toString'], ['a', 'constructor'], ['list', '0'], ['list', 'length'], ['a', 'b', 'length']])
    expect(fieldOf(json, ...path)).toBeUndefined();
  expect([wordOf(json, 'a', 'b'), wordOf(json, 'a', 'c'), wordOf(json, 'a')]).toEqual(['x', undefined, undefined]);
  expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
});

test('of the fields of an object those without a value are left out', () => {
  const fields = { none: undefined, nothing: null, no: false, zero: 0, empty: '', list: [] };
  expect(Object.entries(given(fields))).toEqual(Object.entries({ no: false, zero: 0, empty: '', list: [] }));
});

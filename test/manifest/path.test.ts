import { expect, test } from 'vitest';
import { asList, asText, fieldsOf, isMap, isSet, showPath, valueIn } from '../../agent/manifest/path.ts';

// Source: k8s.io/apimachinery pkg/util/validation/field path.go, String: Child has a dot, Index and Key have brackets.
test.each([
  [['spec', 'containers', 0, 'image'], 'spec.containers[0].image'],
  [['metadata', 'annotations', 'example.com/key'], 'metadata.annotations[example.com/key]'],
  [['spec', 'nodeSelector', 'a-b'], 'spec.nodeSelector[a-b]'],
  [[0, 'kind'], '[0].kind'],
  [[], ''],
])('%j is shown as %s', (path, shown) => {
  expect(showPath(path)).toBe(shown);
});

test('what is at a path is what the manifest has there, and nothing that every object has', () => {
  const value = { a: [{ b: 'x' }], c: null };
  expect([valueIn(value, ['a', 0, 'b']), valueIn(value, ['c']), valueIn(value, [])]).toEqual(['x', null, value]);
  for (const path of [['a', 1], ['toString'], ['a', 'map'], ['c', 'd'], ['a', 0, 'b', 'trim']])
    expect(valueIn(value, path)).toBeUndefined();
});

test('a value of another kind is an empty one', () => {
  const values = [{ a: 1 }, [1], 'x', 7, null, undefined, true];
  expect(values.map(isMap)).toEqual([true, false, false, false, false, false, false]);
  expect(values.map(fieldsOf)).toEqual([{ a: 1 }, {}, {}, {}, {}, {}, {}]);
  expect(values.map(asList)).toEqual([[], [1], [], [], [], [], []]);
  expect(values.map(asText)).toEqual(['', '', 'x', '', '', '', '']);
  expect([0, '', false, null, undefined].map(isSet)).toEqual([true, true, true, false, false]);
});

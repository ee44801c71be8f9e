import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { jsonEnds, placesInJson, readJson } from '../../agent/manifest/json.ts';
import type { Path } from '../../agent/manifest/path.ts';

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

const [recorded = ''] = readFileSync(new URL('../lint/admission-v1.34.2.jsonl', import.meta.url), 'utf8').split('\n');

describe('places in JSON', () => {
  test.each([
    recorded,
    JSON.stringify(JSON.parse(recorded), null, 2),
    ' {"a": [[], [{}, 1], {"b c": {}}], "d": null }\n',
  ])('are where a parser of YAML finds them: %#', (text) => {
    const document = parseDocument(text);
    const placeOf = placesInJson(text);
    const paths = pathsIn(JSON.parse(text));
    expect(paths.length).toBeGreaterThan(8);
    for (const path of paths.slice(1)) {
      const around = document.getIn(path.slice(0, -1), true);
      const step = path.at(-1);
      const pair = isMap(around) ? around.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
      const node = isSeq(around) ? around.items[Number(step)] : pair?.key;
      expect([path, placeOf(path)]).toEqual([path, isNode(node) && node.range?.[0]]);
      expect(placeOf([...path, 'none'])).toBe(placeOf(path));
    }
    expect(placeOf([])).toBe(text.indexOf('{'));
  });

  test('are those of the last of equal keys, and of keys as they are read', () => {
    const text = '{"a": 1, "\\u0061": [2], "b": 3}';
    expect([['a'], ['a', 0], ['a', 1], ['b']].map(placesInJson(text))).toEqual([9, 20, 9, 24]);
  });
});

describe('JSON is read as Go reads it', () => {
  const nested = (depth: number) => `{"a": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

  // Source: encoding/json scanner.go: more than 10,000 levels are an error.
  test.each([
    [500, 'no'],
    [501, 'here'],
    [10_000, 'here'],
    [10_001, 'everywhere'],
  ])('%i levels are too deep: %s', (depth, isDeep) => {
    expect(readJson(nested(depth))?.isDeep).toBe(isDeep);
  });

  test('of a key that is there several times the last value counts, and the second place is told once', () => {
    const text = '{"a": 1, "b": {"a": 2}, "a": {"a": 3}, "a": [{"c": 1}, {"c": 2}], "d": "a"}';
    expect(readJson(text)).toEqual({
      value: { a: [{ c: 1 }, { c: 2 }], b: { a: 2 }, d: 'a' },
      seconds: [{ key: 'a', at: text.indexOf('"a": {"a": 3}') }],
      isDeep: 'no',
    });
  });

  test.each(['{}', ' \n{}', '\ufeff{}', '---\n{}'])('%j is an empty object', (text) => {
    expect(readJson(text)).toMatchObject({ value: {}, seconds: [] });
  });
  test.each(['', '[]', 'a: {}', '{a: 1}', '{"a": 1} x', '# {}'])('%j is no JSON of an object', (text) => {
    expect(readJson(text)).toBeNull();
  });

  test.each([
    ['{} {}', [2, 5]],
    [`{"a": {"b": "}{"}}${' '.repeat(150)}{"c": 1}`, [18, 18 + 150 + 8]],
    ['{"a": 1}\n', [9]],
    ['{"a": {} {"b": 1}}', [18]],
    ['{"a": [{}, {}]}', [15]],
  ])('the documents of %j end at %j', (text, ends) => {
    expect([...jsonEnds(text)]).toEqual(ends);
  });
});

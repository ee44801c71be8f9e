import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { placesInJson } from '../../agent/manifest/json.ts';
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

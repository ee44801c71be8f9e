import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Path } from '../../../agent/manifest/path.ts';
import { readPlainYaml } from '../../../agent/manifest/yaml/plain-yaml.ts';
import { parseAny } from '../../../agent/manifest/yaml.ts';

const folders = ['../../manifests/', '../../lessons/', '../../predict/'].map((path) => new URL(path, import.meta.url));
const documents = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(?:yaml|txt)$/.test(name))
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/^(?=---)/m)),
);
const recorded = readFileSync(new URL('../../lint/yaml-kubectl-v1.34.5.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): string => JSON.parse(line).text);

const full = (text: string) => parseAny({ text, offset: 0, itemKind: null });

/** Every place in a value. */
const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [
        path,
        ...Object.entries(value).flatMap(([key, inner]) =>
          pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ];

/** What is other than the parser of all YAML reads it; null: nothing, or it is left to that parser. */
function difference(text: string): string | null {
  const plain = readPlainYaml(text);
  if (plain === null) return null;
  const { parsed, faults } = full(text);
  const other = faults.filter(({ message }) => !message.includes('duplicate key'));
  if (parsed === null || other.length > 0) return `the parser says: ${JSON.stringify(other)}`;
  const seconds = plain.seconds.map(({ at }) => at).toSorted((a, b) => a - b);
  const expected = faults.map(({ offset }) => offset).toSorted((a, b) => a - b);
  if (seconds.join() !== expected.join()) return `keys stand twice at ${seconds.join()}, not at ${expected.join()}`;
  const [here, there] = [JSON.stringify(plain.value), JSON.stringify(parsed.value)];
  if (here !== there) return `${here}, but the parser reads ${there}`;
  for (const path of pathsIn(plain.value).flatMap((one) => [one, [...one, 'none']])) {
    const place = plain.placeOf(path);
    if (place !== parsed.offsetOf(path)) return `${path.join('.')} is at ${place}`;
  }
  return null;
}

describe('the plain form of YAML', () => {
  test('is that of many manifests, and read as the parser of all YAML reads it', () => {
    const plain = documents.filter((text) => readPlainYaml(text) !== null);
    expect(plain.length).toBeGreaterThan(20);
    expect(documents.map(difference).filter((one) => one !== null)).toEqual([]);
  });

  test('is never what kubectl reads in another way, or refuses', () => {
    expect(recorded.map(difference).filter((one) => one !== null)).toEqual([]);
  });

  /** Scalars, keys and ends of lines of every kind, most of them not plain. */
  const scalars = [
    ...['a', 'yes', 'y', 'Off', 'null', '~', 'true', 'TRUE', '1', '-1', '01', '0x1', '1e3', '1.5', '1_000', '1:30'],
    ...['2001-12-14', '.5', '.inf', '-.inf', '+1', '10.0.0.1', '1.2.3-rc', '500m', '1Gi', '1Gib', '0', '-0', '<<', '='],
    ...[
      '"a b"',
      "'it''s'",
      '"\\\\x"',
      '"\\x41"',
      '"a" b',
      "''",
      '""',
      '"a',
      'a: b',
      'a:',
      'a #b',
      'a#b',
      'C:\\x',
      '%X%',
    ],
    ...[
      '[]',
      '[a, b]',
      '[a,b]',
      '[a, ]',
      '{a: 1}',
      '{a: b, "c": [1, x y]}',
      '{a:1}',
      '[a: b]',
      '[C:\\x]',
      '[- a]',
      '{a}',
    ],
    ...[
      '|',
      '|-',
      '>',
      '|2',
      '&a b',
      '*a',
      '!!str 1',
      '- a',
      '-',
      '-a',
      '--x',
      '- -a',
      '? a',
      '@a',
      '`a',
      '',
      '@',
      '{{ x }}',
    ],
    ...[
      '[a, b] # c',
      '"a" # c',
      '"a"# c',
      '[a]# c',
      'a\u00a0b',
      'é',
      '日',
      '\ta',
      'a\t',
      '[a\n]',
      '"a\n  b"',
      'a\n    b',
    ],
  ];
  const line = fc
    .record({
      indent: fc.constantFrom(0, 0, 2, 2, 4, 6, 1),
      mark: fc.constantFrom('', '', '', '- ', '-   ', '- - '),
      key: fc.constantFrom(
        'a: ',
        'b: ',
        'c:',
        'd:  ',
        '"e": ',
        "'f': ",
        'yes: ',
        '1: ',
        '__proto__: ',
        'g.h/i-j: ',
        '',
      ),
      scalar: fc.constantFrom(...scalars),
      end: fc.constantFrom('\n', '\n', '\n', '\n', ' \n', ' # c\n', '\n\n', '\n# c\n', '\n   \n', '\r\n', ''),
    })
    .map(({ indent, mark, key, scalar, end }) => `${' '.repeat(indent)}${mark}${key}${scalar}${end}`);

  test('leaves to the parser what it might read otherwise', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 7 }), (lines) => {
        const text = lines.join('');
        if (readPlainYaml(text) !== null) plain++;
        return difference(text) === null;
      }),
      { numRuns: 8000, seed: 16 },
    );
    expect(plain).toBeGreaterThan(200);
  });
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scan } from '../../agent/manifest/libyaml.ts';

// Source of the words: sigs.k8s.io/yaml goyaml.v2 scannerc.go and parserc.go.
test.each<[text: string, message: string, at: number]>([
  ['a: b: c', 'mapping values are not allowed in this context', 4],
  ['a: !x !y z', 'did not find expected node content', 6],
  ['-\tx', 'found character that cannot start any token', 1],
  ['a:\n\tb: 1', 'found a tab character that violates indentation', 3],
  ['a:\n  b:\n  \tc: 1', 'found a tab character that violates indentation', 10],
  ['a: "x" "y"', 'did not find expected key', 7],
  ['a: "x\\/y"', 'found unknown escape character', 5],
  ['[a ?b]', "did not find expected ',' or ']'", 1],
])('%j is refused', (text, message, at) => {
  expect(scan(text).fault).toEqual({ at, message });
});

test.each([
  ...[
    'a: b\nc: d',
    'a: !x z',
    'a: !x 1\nb: !y 2',
    '- x',
    '-\n  x',
    'a: "x"\nb: "y"',
    "a: 'x\\/y'",
    'a ?b',
    '[a, b]: c',
    '{a: b, c: d}',
  ],
  ...[
    'a: |\n  b: c: d\n  - "x" "y"\ne: f',
    'a: >-\n\n  b: c: d\n',
    'a: b|c: d'.replace('c: d', 'c'),
    'a: http://x:1',
    'a: # b: c: d',
    '[a, !x b, !y c]',
  ],
])('%j is taken', (text) => {
  expect(scan(text).fault).toBeNull();
});

test('how deep a text is nested, and how many aliases it has', () => {
  expect(scan('[[{a: *b}], *c, "[*d", \'{*e\'] # [*f')).toMatchObject({ depth: 3, aliases: 2 });
  expect(scan('a: &x 1\nb: *x\nc: 3 * 4')).toMatchObject({ depth: 0, aliases: 1 });
});

test('what libyaml takes is as long as before, and means the same', () => {
  const texts = [
    'a: [b,\n  c # d\n  , e]\nf: g\n',
    'a: "b\n  c\n\n  d"\ne: f\n',
    'a: "b\n  c\n\n\n  d\n\n  e"\nf: g\n',
    "a: 'b\n  c'\n",
    'a: {b: [c,\n d]}\n',
    'a: |  # x\n  b\nc: d\n',
  ];
  for (const text of texts) {
    const eased = scan(text).text;
    expect(eased).toHaveLength(text.length);
    expect(parse(eased)).toEqual(parse(text));
  }
});

// YAML 1.2, section 8.1: a block scalar has the lines that are indented as its first, and lines with nothing in them.
test.each([1, 2, 5].flatMap((indent) => ['\n', '\r\n'].map((end) => [indent, end] as const)))(
  'a text of lines that are indented by %i and end with %j ends where a line is indented less',
  (indent, end) => {
    const line = `${' '.repeat(indent)}"x" "y"${end}`;
    const text = `a: |${end}${line}${end}${line}b: c`;
    expect(scan(text).fault).toBeNull();
    expect(scan(`${text}: d`).fault).toEqual({
      at: text.length,
      message: 'mapping values are not allowed in this context',
    });
  },
);

test('what is nested in a hundred flow collections is kept, and what is deeper is left out', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}x${']'.repeat(depth)}`;
  expect(scan(nested(100)).text).toBe(nested(100));
  expect(scan(nested(101)).text).toBe(nested(100).replace('x', '   '));
});

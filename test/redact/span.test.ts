import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addSpans, anyWord, lineStartAt, linesFrom, mergeSpans, movedBy, regexp } from '../../agent/redact/span.ts';

const span = (id: string, start: number, end: number) => ({ id, start, end });

test('spans come in their order, and those that only touch stay two', () => {
  expect(mergeSpans([span('b', 5, 9), span('a', 1, 5)])).toEqual([span('a', 1, 5), span('b', 5, 9)]);
  expect(mergeSpans([])).toEqual([]);
});

test('what overlaps is one, named by the one that was found first', () => {
  expect(mergeSpans([span('first', 4, 8), span('second', 1, 5)])).toEqual([span('first', 1, 8)]);
  expect(mergeSpans([span('first', 1, 5), span('second', 4, 8)])).toEqual([span('first', 1, 8)]);
  expect(mergeSpans([span('outer', 0, 9), span('inner', 2, 3)])).toEqual([span('outer', 0, 9)]);
  // The first of three, each of which overlaps only the next.
  expect(mergeSpans([span('c', 6, 9), span('b', 3, 7), span('a', 1, 4)])).toEqual([span('c', 1, 9)]);
  expect(mergeSpans([span('b', 3, 7), span('c', 6, 9), span('a', 1, 4)])).toEqual([span('b', 1, 9)]);
});

test('what was given stays as it is', () => {
  const given = [span('a', 1, 5), span('b', 4, 8)];
  mergeSpans(given);
  const moved = movedBy(given, 0);
  expect(moved).toEqual(given);
  expect(moved).not.toBe(given);
  expect(movedBy(given, -1)).toEqual([span('a', 0, 4), span('b', 3, 7)]);
  expect(given).toEqual([span('a', 1, 5), span('b', 4, 8)]);
});

test('more spans than a call can have arguments are added to those that are there', () => {
  const list = [span('first', 0, 1)];
  addSpans(
    list,
    Array.from({ length: 200_000 }, (_, at) => span('more', at, at + 1)),
  );
  expect([list.length, list[0], list.at(-1)]).toEqual([200_001, span('first', 0, 1), span('more', 199_999, 200_000)]);
});

test('a line begins behind the newline before it, and is not looked for further than it is told', () => {
  expect([lineStartAt('ab\ncd', 4), lineStartAt('abcd', 3), lineStartAt('\nab', 1)]).toEqual([3, 0, 1]);
  expect([lineStartAt(`a\n${'x'.repeat(9)}`, 11, 10), lineStartAt(`a\n${'x'.repeat(9)}`, 11, 9)]).toEqual([2, 2]);
  expect([lineStartAt(`ab\n${'x'.repeat(9)}`, 9, 4), lineStartAt('x'.repeat(5000), 5000)]).toEqual([5, 904]);
});

test.each([
  ['a\r\nb\n', 0, ['a', 'b', '']],
  ['a\nb', 2, ['b']],
  ['a\rb\n\nc', 0, ['a\rb', '', 'c']],
  ['', 0, ['']],
])('the lines of %j from %i are %j, each at its place', (text, from, lines) => {
  const found = [...linesFrom(text, from)];
  expect(found.map(({ line }) => line)).toEqual(lines);
  expect(
    found.map(({ line, at }) => text.startsWith(line, at) && (at === from || text.charAt(at - 1) === '\n')),
  ).toEqual(lines.map(() => true));
});

const mostUnnamed = 200;
/** What a list of words has, also with other endings: `errors?`, `changé\w*`, `(?:mit|ohne)`. */
const isList =
  /^(?:[\p{L}\p{M}\p{N}\s|_'’.,:<>/@-]|\\w\*?|\\d\*|\\d\{0,3\}|\\\.|[?*+]|\[[^\]^]{1,5}\]|\(\?:|\)|\(\?!|\\b|\\s\?|\\p\{L\}[*?])+$/u;

test('a regular expression of more than 200 characters has names for its parts', () => {
  const root = new URL('../../agent/redact', import.meta.url).pathname;
  const files = globSync('**/*.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(30);
  const long = files.flatMap((file) =>
    readFileSync(`${root}/${file}`, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
      .flatMap((line) => line.split(/\$\{[^}]*\}| » /))
      .filter((part) => part.length > mostUnnamed && !isList.test(part.replace(/^[^'"`]*(['"`])(.*)\1[^'"`]*$/, '$2')))
      .map((part) => `${file}: ${part.trim().slice(0, 80)} (${part.length})`),
  );
  expect(long, 'give its parts names, and put them together with regexp').toEqual([]);
});

test('a regular expression is put together from its parts', () => {
  const word = String.raw`\w{2,3}`;
  expect(regexp.iu`^${word}\.(?:exe)$`).toEqual(/^\w{2,3}\.(?:exe)$/iu);
  expect(['set', 'Not set', 'unset', 'set up'].map((one) => anyWord('set|not set').test(one))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

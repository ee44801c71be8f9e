import { describe, expect, test } from 'vitest';
import { changesOf, gap, textViewOf, viewOfLines, viewWithin } from '../../agent/redact/text-view.ts';

/** Where each character of a view comes from. */
function originOf(text: string, changes: Parameters<typeof textViewOf>[1]) {
  const view = textViewOf(text, changes);
  return view === null
    ? null
    : [...view.text].map((one, index) => [one, text.slice(view.startOf(index), view.endOf(index))]);
}
const put = (start: number, end: number, what: string) => ({ start, end, put: what });

describe('a view', () => {
  test('is none when nothing changes', () => {
    expect(textViewOf('abc', [])).toBeNull();
  });

  test('knows where each of its characters comes from', () => {
    expect(originOf('a%41b&amp;c', [put(1, 4, 'A'), put(5, 10, '&')])).toEqual([
      ['a', 'a'],
      ['A', '%41'],
      ['b', 'b'],
      ['&', '&amp;'],
      ['c', 'c'],
    ]);
  });

  test('knows it where something was only taken out, also at both ends', () => {
    expect(originOf('\0a\0b\0', [put(0, 1, ''), put(2, 3, ''), put(4, 5, '')])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  test('knows it for more characters than were there, and for changes side by side', () => {
    expect(originOf('abcd', [put(1, 2, 'xyz'), put(2, 3, 'uv')])).toEqual([
      ['a', 'a'],
      ['x', 'b'],
      ['y', 'b'],
      ['z', 'b'],
      ['u', 'c'],
      ['v', 'c'],
      ['d', 'd'],
    ]);
    expect(originOf('ab', [put(0, 1, 'xy'), put(1, 2, 'z')])).toEqual([
      ['x', 'a'],
      ['y', 'a'],
      ['z', 'b'],
    ]);
  });
});

const rest = `${gap}\n`;

test('what lies outside of ranges is left out, and nothing that is empty', () => {
  const within = (...ranges: [start: number, end: number][]) =>
    viewWithin(
      'abcdef',
      ranges.map(([start, end]) => ({ start, end })),
      ranges.map(([start]) => put(start, start + 1, 'x')),
    )?.text;
  expect(within([1, 2], [4, 6])).toBe(`${rest}x${rest}xf`);
  expect(within([0, 3])).toBe(`xbc${rest}`);
  expect(within([0, 6])).toBe('xbcdef');
  expect(viewWithin('abc', [{ start: 0, end: 3 }], [])).toBeNull();
});

test('changes are put in their order', () => {
  expect(viewWithin('abcdef', [{ start: 0, end: 6 }], [put(4, 5, 'y'), put(1, 2, 'x')])?.text).toBe('axcdyf');
});

test('of the lines with changes each is shown once, without the ends of lines around them', () => {
  const shown = (text: string) =>
    viewOfLines(
      text,
      changesOf(text, /-\n?/g, ([whole]) => (whole === '-' ? '+' : '')),
    )?.text;
  expect(shown('a\nb-c-\nd\ne')).toBe(`${rest}b+cd${rest}`);
  expect(shown('-\r\nb\r\nc-')).toBe(`+${rest}c+`);
  expect(shown('a-\nb-\nc\nd')).toBe(`abc${rest}`);
  expect(shown('a')).toBeUndefined();
});

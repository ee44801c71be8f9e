import { describe, expect, test } from 'vitest';
import { gap, inOrder, leftOut, outside, textViewOf } from '../../agent/redact/rewritten/text-view.ts';

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

test('what lies outside of ranges is left out, and nothing that is empty', () => {
  expect([
    ...outside('abcdef', [
      { start: 1, end: 2 },
      { start: 4, end: 6 },
    ]),
  ]).toEqual([leftOut(0, 1), leftOut(2, 4)]);
  expect([...outside('abcdef', [{ start: 0, end: 3 }])]).toEqual([leftOut(3, 6)]);
  expect([...outside('abc', [])]).toEqual([leftOut(0, 3)]);
  expect(leftOut(0, 1).put).toBe(`${gap}\n`);
});

test('changes are put in their order', () => {
  expect(inOrder([put(5, 6, ''), put(1, 2, '')]).map(({ start }) => start)).toEqual([1, 5]);
});

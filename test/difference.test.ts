import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceBetween, type Json, laidOut, withDifference } from './difference.ts';

describe('a difference', () => {
  const tree = fc
    .jsonValue({ maxDepth: 4, noUnicodeString: false })
    .map((value): Json => JSON.parse(JSON.stringify(value)));
  // Values that have parts in common, as two nodes have.
  const pair = fc.tuple(tree, tree, tree).map(([a, b, c]): [Json, Json] => [
    { same: a, 'of/one~': [a, b, c], list: [b, a] },
    { same: a, 'of/one~': [a, c], list: [b, a, c], more: b },
  ]);

  test('makes the second value of the first, and keeps the first as it was', () => {
    fc.assert(
      fc.property(fc.oneof(pair, fc.tuple(tree, tree)), ([from, to]) => {
        const before = JSON.stringify(from);
        expect(withDifference(from, JSON.parse(JSON.stringify(differenceBetween(from, to))))).toEqual(to);
        expect(JSON.stringify(from)).toBe(before);
        expect(JSON.parse(laidOut(to))).toEqual(to);
      }),
    );
  });

  test('names only what differs', () => {
    const from = { a: { b: 1, c: [{ d: 1 }, { d: 2 }] }, e: 'x' };
    const to = { a: { b: 1, c: [{ d: 1 }, { d: 3 }] }, f: null };
    expect(differenceBetween(from, to)).toEqual({ changes: { '/a/c/1/d': 3, '/f': null }, gone: ['/e'] });
  });

  test('that leads nowhere is refused', () => {
    expect(() => withDifference({ a: 1 }, { changes: { '/b/c': 1 }, gone: [] })).toThrow('the path /b/c leads nowhere');
  });
});

import { describe, expect, test } from 'vitest';
import { momentOf, readSince } from '../../agent/config/since.ts';

const now = new Date('2026-11-01T12:00:00Z');
const read = (text: string) => {
  const since = readSince(text);
  return since === null ? null : momentOf(since, now).toISOString();
};

describe('a time back', () => {
  test.each([
    ['90s', '2026-11-01T11:58:30.000Z'],
    ['30m', '2026-11-01T11:30:00.000Z'],
    ['2h', '2026-11-01T10:00:00.000Z'],
    ['1h30m', '2026-11-01T10:30:00.000Z'],
    ['3d', '2026-10-29T12:00:00.000Z'],
    ['2w', '2026-10-18T12:00:00.000Z'],
    [' 2h ', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T09:00:00Z', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T09:00Z', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T09:00:00.5+01:00', '2026-11-01T08:00:00.500Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ])('%j is %s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  test.each(['', '2', 'h', '2 h', '-2h', '0h', '1.5h', '2hours', '2y', '9999999d', '2026-13-01', 'yesterday'])(
    '%j is none',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  test('a time without its zone is none: it could be meant in two', () => {
    expect(read('2026-11-01T09:00:00')).toBeNull();
  });
});

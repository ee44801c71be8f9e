import { expect, test } from 'vitest';
import { dateOf } from '../../agent/win32/file-time.ts';

test('a FILETIME counts steps of 100 ns from 1601', () => {
  expect(dateOf(0n).toISOString()).toBe('1601-01-01T00:00:00.000Z');
  expect(dateOf(116_444_736_000_000_000n).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(dateOf(134_069_472_001_234_567n).toISOString()).toBe('2025-11-07T00:00:00.123Z');
});

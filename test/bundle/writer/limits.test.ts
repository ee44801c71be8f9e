import { expect, test } from 'vitest';
import { transferDeadlineMs } from '../../../agent/bundle/writer/limits.ts';

test('--timeout is the deadline of a bundle: without it ten minutes, with 0 the longest that a timer has', () => {
  expect(transferDeadlineMs(null)).toBe(600_000);
  expect(transferDeadlineMs(2000)).toBe(2000);
  expect(transferDeadlineMs(0)).toBe(2 ** 31 - 1);
});

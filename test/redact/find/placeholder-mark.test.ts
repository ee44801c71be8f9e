import { expect, test } from 'vitest';
import { withoutPlaceholders } from '../../../agent/redact/find.ts';

test.each([
  ['a=[redacted:key];', `a=${'\ufdd1'.repeat(14)};`],
  ['[redacted:aws-key:0123456789ab]', '\ufdd1'.repeat(31)],
  ['[redacted:key', '[redacted:key'],
  ['[redacted:Key]', '[redacted:Key]'],
  ['plain', 'plain'],
])('what was redacted before is covered, at the same length: %s', (text, covered) => {
  expect(withoutPlaceholders(text)).toBe(covered);
});

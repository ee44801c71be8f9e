import { expect, test } from 'vitest';
import { unescaped } from '../../agent/redact/unescaped.ts';
import { gap } from '../../agent/redact/view.ts';

test.each([
  ['a line alone', 'a%41', 'aA'],
  ['the first line', 'a%41b\nplain', `aAb${gap}\n`],
  ['the last line', 'plain\na%41b', `${gap}\naAb`],
  ['a line between others', 'plain\na%41b&amp;\nplain\n', `${gap}\naAb&${gap}\n`],
])('of a text only the lines with escapes are shown: %s', (_, text, shown) => {
  expect(unescaped(text)?.text).toBe(shown);
});

test('a text without escapes is not shown again', () => {
  expect(unescaped('plain')).toBeNull();
});

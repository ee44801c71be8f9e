import { expect, test } from 'vitest';
import { plainly, unescaped } from '../../../agent/redact/rewritten.ts';
import { gap } from '../../../agent/redact/text-view.ts';

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

test.each([
  ['a%41', 'aA'],
  ['a\\u0041\\x42', 'aAB'],
  ['a\\n\\r\\t\\"\\\\\\/', 'a\n\r\t"\\/'],
  ['&#65;&#x42;', 'AB'],
  ['&quot;&amp;&lt;&gt;&apos;&nbsp;', '"&<>\' '],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['plain', null],
])('%j without one level of its escapes is %j', (text, plain) => {
  expect(plainly(text)).toBe(plain);
});

test('two lines with several escapes each are shown', () => {
  expect(unescaped('a%41b%42\nc%43d%44\nplain\ne%45')?.text).toBe(`aAbB${gap}\ncCdD${gap}\neE`);
});

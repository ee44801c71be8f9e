import { expect, test } from 'vitest';
import { isUnfinished, unfinished } from '../../../../agent/redact/notations/joints.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const spaces = (count: number) => ' '.repeat(count);
const long = (length: number) => 'w'.repeat(length);

test.each<[text: string, ...values: string[]]>([
  ['the password is\nhazel9x', 'hazel9x'],
  ['the password for it is still\r\nhazel9x\r\n', 'hazel9x'],
  ['password for db1 is now as follows:\n\n  `hazel9x`\n', 'hazel9x'],
  ['and the password?\nhazel9x', 'hazel9x'],
  ['and the password again?\n> anna: hazel9x', 'hazel9x'],
  ['the password is\nq8zr2lmx0vt5nw3k', 'q8zr2lmx0vt5nw3k'],
  ['the password is\nrtqxzvbnmkjhgfdswplc', 'rtqxzvbnmkjhgfdswplc'],
  ['the password is\nMaple-River', 'Maple-River'],
  ['the password is\nMaple-Expired', 'Maple-Expired'],
  // Words, what programs write, and more than one.
  ['the password is\nhazelnut'],
  ['the password is\nRequired-Expired'],
  ['the password is\nhazel@v1.2.3'],
  ['the password is\nhazel 9x'],
  ['the password is'],
  // A question for somebody.
  ['which account has the password?\nhazel9x'],
  ['who knows it\nthe password?\nhazel9x', 'hazel9x'],
  [`who ${spaces(196)}password?\nhazel9x`],
  [`who ${spaces(197)}password?\nhazel9x`, 'hazel9x'],
  // How long it is, and how far.
  ['the password is\n9wwwww', '9wwwww'],
  ['the password is\n9wwww'],
  [`the password for ${long(40)} is\n9${long(63)}`, `9${long(63)}`],
  [`the password is\n9${long(64)}`],
  [`the password is${spaces(300)}\nhazel9x`, 'hazel9x'],
])('in %j', (text, ...values) => {
  expect(valuesBy(unfinished, text)).toEqual(values);
});

test('a value that its line has twice is cut where it stands', () => {
  expect(redactText('the password for Maple-River is still\nMaple-River\n')).toBe(
    'the password for Maple-River is still\n[redacted:key]\n',
  );
});

test('only a password is told so', () => {
  expect(valuesBy(unfinished, 'the token is\nhazel9x', 'token', 'secret')).toEqual([]);
});

test.each([
  [' for it is still', true],
  [' again?', true],
  [' is hazel9x', false],
  ['', false],
])('what follows a name lacks the value: %j is %s', (rest, is) => {
  expect(isUnfinished(rest)).toBe(is);
});

test('a long value is taken out whole, however much stands before it', () => {
  const value = `9x${'Hazel'.repeat(12)}`;
  for (let width = 0; width <= 130; width++) {
    expect(redactText(`the password for ${long(30)} is${spaces(width)}\n${spaces(60)}${value}\n`)).not.toContain(
      'Hazel',
    );
  }
});

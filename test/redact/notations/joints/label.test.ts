import { expect, test } from 'vitest';
import { label } from '../../../../agent/redact/notations/joints.ts';
import type { Says } from '../../../../agent/redact/secret-names.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const spaces = (count: number) => ' '.repeat(count);
const long = (length: number) => 'w'.repeat(length);

test.each<[text: string, ...values: string[]]>([
  ['password\nhazel9x', 'hazel9x'],
  ['**password**\r\n\r\n`hazel9x`', 'hazel9x'],
  ['# My db password (prod) is:\n  hazel9x\nnext', 'hazel9x'],
  ['║ password: ║\n║ hazel9x   ║\n', 'hazel9x'],
  ['password for the database:\nValue: hazel9x', 'hazel9x'],
  ['password of hazel9x\nhazel9x', 'hazel9x'],
  ['password\nq8Zr2LmX0vT5nW3k', 'q8Zr2LmX0vT5nW3k'],
  ['password\n{3f2504e0-4f89-11d3-9a0c-0305e82c3301}'],
  ['password\n3f2504e0-4f89-11d3-9a0c-0305e82c3301', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
  ['password\nrtqxzvbnmkjhgfdswplc', 'rtqxzvbnmkjhgfdswplc'],
  // Behind what a log writes before both lines.
  ['[09:14:02]   ServicePassword:\n[09:14:02]       hazel9x\n[09:14:03] next', 'hazel9x'],
  ['2026-02-03 08:11:02,118 INFO  password=\n2026-02-03 08:11:02,118 INFO  hazel9x\n', 'hazel9x'],
  ['2026-02-03T08:11:02Z [WARN]: password:\n2026-02-03T08:11:02Z hazel9x', 'hazel9x'],
  ['I1126 08:00:00.123456  4120 setup.go:17] password:\nI1126 08:00:00.123456  4120 setup.go:18] hazel9x', 'hazel9x'],
  ['[09:14:02] password:\n[09:14:02] reading hazel9x'],
  ['[09:14:02] password:\n[09:14:02] hazelnut'],
  ['I1126 setup: password:\nhazel9x'],
  // Words, and more than one.
  ['password\nhazelnut'],
  ['password\nhazel9x is'],
  ['password is hazel9x'],
  ['password\n\n\nhazel9x'],
  ['a b c d password\nhazel9x'],
  // The next field, an address, a path.
  ['password\nhazel9x='],
  ['password\n[hazel9x]'],
  ['password\nhttps://hazel9x'],
  ['password\nhazel=9x4k7'],
  ['password\nhazel\\9x'],
  // How far it is, and how long.
  [`x\n${spaces(80)}password\nhazel9x`, 'hazel9x'],
  [`x\n${spaces(81)}password\nhazel9x`],
  [`${spaces(200)}password\nhazel9x`],
  [`password for ${long(60)}:\n\n  9${long(199)}\n`, `9${long(199)}`],
  [`password\n9${long(200)}`],
  [`password${spaces(300)}\nhazel9x`, 'hazel9x'],
])('in %j', (text, ...values) => {
  expect(valuesBy(label, text, /ServicePassword|password/.exec(text)?.[0])).toEqual(values);
});

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  ['token\nhazel9x', 'token', 'secret'],
  ['token\nHazelWalnut19x', 'token', 'secret'],
  ['token\nHazel+9xWalnut', 'token', 'secret', 'Hazel+9xWalnut'],
  ['token\nhazel#nut', 'token', 'secret', 'hazel#nut'],
  ['token\nq8Zr2LmX0vT5nW3k', 'token', 'secret', 'q8Zr2LmX0vT5nW3k'],
  ['cookie\nq8Zr2LmX0vT5nW3k', 'cookie', 'likely'],
])('less is a secret of another kind: %j', (text, name, says, ...values) => {
  expect(valuesBy(label, text, name, says)).toEqual(values);
});

test('a long value is taken out whole, wherever its label ends', () => {
  const value = `9x${'Hazel'.repeat(38)}`;
  for (let width = 0; width <= 60; width++) {
    const form = `password for ${long(width)}x:${spaces(50)}\n${spaces(60)}`;
    expect(redactText(`${form}${value}\n`)).not.toContain('Hazel');
  }
});

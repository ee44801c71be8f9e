import { expect, test } from 'vitest';
import { prose } from '../../../agent/redact/notations/prose.ts';
import type { Says } from '../../../agent/redact/secret-names.ts';
import { redactText } from '../../../agent/redact.ts';
import { valuesBy } from '../by-notation.ts';

const s = (count: number) => ' '.repeat(count);

test.each(['terminal password 493817, next', '(password 12345)', 'the password is 493817'])('digits: %s', (text) => {
  expect(redactText(text)).toBe(text.replace(/\d+/, '[redacted:key]'));
});

test.each(['password 493817 times', 'password 1326, denied', 'password 493817/2, denied'])(
  'no password: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);

test.each<[text: string, ...values: string[]]>([
  // What is said of a password.
  ['the password is Hazel9x now', 'Hazel9x'],
  ['connected with the password Hazel9x', 'Hazel9x'],
  ['password (of db1): Hazel9x', 'Hazel9x'],
  ['password for svc: Hazel9x.', 'Hazel9x'],
  ['password is set to "Hazel9x"', 'Hazel9x'],
  ['password hazelnut'],
  ['password is hazelnut'],
  ['password'],
  ['password='],
  ['password is base64'],
  ['password is null'],
  ['password is Hazel9x!', 'Hazel9x!'],
  ['password is Hazel9x?!', 'Hazel9x?!'],
  ['password is Hazel9x,;', 'Hazel9x'],
  ['password is Hazel9x!,', 'Hazel9x!'],
  // The name is the last part of a path.
  ['get /x/password Hazel9x'],
  ['get C:\\x\\password Hazel9x'],
  ['get /x/password: Hazel9x', 'Hazel9x'],
  ['setup /password Hazel9x', 'Hazel9x'],
  ['x.password Hazel9x', 'Hazel9x'],
  // The next field, a list.
  ['password x9=Hazel9x'],
  ['password is x9=Hazel9x', 'x9=Hazel9x'],
  ['password is a9;b9;c9'],
  ['password a;b9;c9'],
  // Only a made-up one.
  ['password is maple-walnut_27', 'maple-walnut_27'],
  ['password is qW3eR7tY9u', 'qW3eR7tY9u'],
  // Digits.
  ['password 493817, next', '493817'],
  ['password 493817)', '493817'],
  ['password 493817', '493817'],
  ['password 493817  \r\nnext', '493817'],
  ['password 4938 '],
  ['password 4938172635490 '],
  ['password 493817 times'],
  [`password 493817${s(40)}\nx`, '493817'],
  [`password 493817${s(40)}x`],
  // Several words.
  ['opened with the master password "correct horse battery"', 'correct horse battery'],
  ['opened with password "correct horse battery"', 'correct horse battery'],
  ['opened the master password "correct horse battery"'],
  ['opened with the master password "the horse is"'],
  ['opened with the password "correcthorse"'],
  ['with the password is "correct horse battery"'],
  ['with the password correct horse battery'],
  [`mit dem ${'m'.repeat(15)} password "correct horse battery"`, 'correct horse battery'],
  ['with password "correct,horse"'],
  [`x${s(40)}with the password "correct horse battery"`, 'correct horse battery'],
  ['password is Server=Hazel9x', 'Server=Hazel9x'],
  ['password is Server=hazelnut'],
])('of a password, in %j', (text, ...values) => {
  expect(valuesBy(prose, text)).toEqual(values);
});

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  ['the token is q8Zr2LmX0vT5nW3k', 'token', 'secret', 'q8Zr2LmX0vT5nW3k'],
  ['the token q8Zr2LmX0vT5nW3k', 'token', 'secret', 'q8Zr2LmX0vT5nW3k'],
  ['the token is Hazel9x', 'token', 'secret', 'Hazel9x'],
  ['the token Hazel9x', 'token', 'secret', 'Hazel9x'],
  ['the token "Hazel9x"', 'token', 'secret'],
  ['the token is "Hazel9x"', 'token', 'secret', 'Hazel9x'],
  ["the token 'Hazel9x'", 'token', 'secret'],
  ['the token hazel9x', 'token', 'secret'],
  ['the token HAZEL9X', 'token', 'secret'],
  ['the token HazelNut', 'token', 'secret'],
  ['the token is 123456789012345', 'token', 'secret', '123456789012345'],
  ['the token is 12345678901234', 'token', 'secret'],
  ['the token 123456789012345', 'token', 'secret'],
  ['the token to 123456789012345', 'token', 'secret', '123456789012345'],
  ['the token was 123456789012345', 'token', 'secret', '123456789012345'],
  ['the cookie is q8Zr2LmX0vT5nW3k', 'cookie', 'likely', 'q8Zr2LmX0vT5nW3k'],
  ['the cookie q8Zr2LmX0vT5nW3k', 'cookie', 'likely'],
  ['the cookie is Hazel9x', 'cookie', 'likely', 'Hazel9x'],
  ['the cookie is hazelnut', 'cookie', 'likely'],
  ['the salt is q8Zr2LmX0vT5nW3k', 'salt', 'maybe', 'q8Zr2LmX0vT5nW3k'],
  ['the salt is Hazel9x', 'salt', 'maybe'],
  ['the cookie is base64', 'cookie', 'likely'],
  ['the cookie Hazel9x', 'cookie', 'likely'],
  ['the cookie: Hazel9x', 'cookie', 'likely'],
  ['the salt q8Zr2LmX0vT5nW3k', 'salt', 'maybe'],
  ['the password 123456789012345', 'password', 'password'],
  ['the token 493817', 'token', 'secret'],
  ['with the token "correct horse battery"', 'token', 'secret'],
  ['the token is maple-walnut_27', 'token', 'secret'],
  ['the dsn is Server=db;Password=a,b', 'dsn', 'secret', 'Server=db;Password=a,b'],
  ['the dsn Server=db;Password=a,b c', 'dsn', 'secret', 'Server=db;Password=a,b'],
  ['the dsn is hazelnut', 'dsn', 'secret'],
  ['the dsn is q8Zr2LmX,0vT5nW3k9', 'dsn', 'secret', 'q8Zr2LmX,0vT5nW3k9'],
  ['the dsn is;x', 'dsn', 'secret'],
  ['the dsn is', 'dsn', 'secret'],
  ['the dsn Server=db', 'dsn', 'secret', 'Server=db'],
])('of another name, in %j', (text, name, says, ...values) => {
  expect(valuesBy(prose, text, name, says)).toEqual(values);
});

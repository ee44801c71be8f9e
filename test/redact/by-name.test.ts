import { expect, test } from 'vitest';
import { endOfLastName, findNamed } from '../../agent/redact/by-name.ts';
import { atOnce, createMemory } from '../../agent/redact/memory.ts';

const valuesIn = (text: string) =>
  atOnce(findNamed(text, createMemory())).spans.map(({ start, end }) => text.slice(start, end));

test('a name of several words has its value once', () => {
  expect(valuesIn('client_secret_password: Sum24x')).toEqual(['Sum24x']);
});

test.each([
  ['--- password: sofakissen', 'sofakissen'],
  ['PASS: sofakissen', 'sofakissen'],
  [`set \${PASSWORD=sofakissen}`, 'sofakissen'],
  ['license key: AB12C-3DE45-F6G7H', 'AB12C-3DE45-F6G7H'],
  ['Secret ID = 6f1ca1dd-c48c-4d5c-a3aa-4c6b1f2ab12f', '6f1ca1dd-c48c-4d5c-a3aa-4c6b1f2ab12f'],
  ['the password. token=sofakissen', 'sofakissen'],
  ['update_password: sofakissen7', 'sofakissen7'],
  // A name that ends where the next word begins, and words inside of a value, up to 16 characters before its end.
  ['secret_token: Sum24x', 'Sum24x'],
  ['password="token=winter26 and some more words"', 'token=winter26 and some more words'],
  ['password="a token=summer27abcdefg"', 'a token=summer27abcdefg'],
  // A name has up to 60 characters on each side, and its language's endings.
  [`-${'x'.repeat(59)}password winter26`, 'winter26'],
  [`password${'x'.repeat(60)}=winter26`, null],
  [`pwd${'_old'.repeat(15)}=winter26`, 'winter26'],
  [`pwd${'_old'.repeat(15)}x=winter26`, null],
  ['Passwörter: winter26', null],
  ['паролями: winter26', 'winter26'],
  // Keys, by the words before them and by the section around them.
  ['the pre-shared key=winterabend', 'winterabend'],
  ['the product key=winterabend', null],
  ['the product session_id=winter26', null],
  ['a key: winter26', null],
  ['the license key is winter26', 'winter26'],
  ['"Jwt": { "Key": "winter26winter26" }', 'winter26winter26'],
  ['"Jwt": { "Key": "winter26winter2" }', null],
  ['"Jwt": { "Key": "a/winter26winter26" }', null],
  ['"Jwt": { "Key": "winter26winter.pem" }', null],
  ['"Jwt": { "Key": "aZ3kQ9xLm2" }', 'aZ3kQ9xLm2'],
  ['"App": { "Key": "winter26winter26" }', null],
  ['"App": { "Key": "aZ3kQ9xLm2" }', 'aZ3kQ9xLm2'],
  ['clientSecret: winter', 'winter'],
  // Codes, by the word before them.
  ['verification code: aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
  ['code: aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
  ['Error code: aZ3kQ9xLm2pW8vT4', null],
  ['error token: aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
  // What is no value, and what only may be one.
  ['password="!!!"', null],
  ['password=cfg.password', null],
  ['pin: GPIO17', null],
  ['pin: winter26', 'winter26'],
  ['password: GPIO17', 'GPIO17'],
  ['x-auth: ops:winter', 'ops:winter'],
  ['x-auth: ops:password', null],
  ['x-auth: winter26', 'winter26'],
  ['x-auth: winter', null],
  ['session_id: ops:winter', null],
  ['session_id: winter26', null],
  ['session_id: 6f1ca1dd-c48c-4d5c-a3aa-4c6b1f2ab12f', null],
  ['session_id: 6f1ca1ddc48c4d5ca3aa4c6b1f2ab12f', '6f1ca1ddc48c4d5ca3aa4c6b1f2ab12f'],
])('the value in %j is %s', (text, value) => {
  expect(valuesIn(text)).toEqual(value === null ? [] : [value]);
});

test.each([
  '--- PASS: TestRedaction7x (0.00s)',
  '--- PASS: TestRedaction7x',
  'PASS: TestRedaction7x (0.01s)',
  `bash: \${DB_PASSWORD:?must be set}`,
  'update_password: always',
  'secret=Token@1a2b3c4d',
  'public key: AB12C-3DE45-F6G7H',
  'checksum/secret: 0a1b2c3d4e5f',
])('%j has none', (text) => {
  expect(valuesIn(text)).toEqual([]);
});

test('the lines with the name of a secret are told by where they begin, each once', () => {
  const linesIn = (text: string) => [...atOnce(findNamed(text, createMemory())).lines];
  expect(linesIn('a\npassword x, token y\n\nz\nthe secret z\nb')).toEqual([2, 25]);
  expect(linesIn('token x')).toEqual([0]);
  expect(linesIn('a\nthe token x and token y\n\n\nb')).toEqual([2]);
  expect(linesIn('\ntoken x\nsecret y')).toEqual([1, 9]);
});

test('where the last name of a line ends', () => {
  const endIn = (line: string) => endOfLastName(line, createMemory());
  expect([endIn('a password and a token: x'), endIn('password of the public_key x'), endIn('a word')]).toEqual([
    22,
    8,
    null,
  ]);
});

test('one value ends, and the next begins', () => {
  expect(valuesIn('password=winter26 token=summer27')).toEqual(['winter26', 'summer27']);
});

test('a long text is searched in steps of 4096 characters', () => {
  const stepsOf = (text: string) => [...findNamed(text, createMemory())].length;
  const apart = (count: number) => `token${' '.repeat(count - 5)}`;
  expect([apart(4096), apart(4097), apart(4097).repeat(3)].map((text) => stepsOf(`${text}token`))).toEqual([0, 1, 3]);
});

import { expect, test } from 'vitest';
import { createMemory } from '../../agent/redact/memory.ts';
import { endOfLastName, findNamed } from '../../agent/redact/named.ts';
import { atOnce } from '../../agent/redact/steps.ts';

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
])('the value in %j is %s', (text, value) => {
  expect(valuesIn(text)).toEqual([value]);
});

test.each([
  '--- PASS: TestRedaction7x (0.00s)',
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

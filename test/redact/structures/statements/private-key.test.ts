import { describe, expect, test } from 'vitest';
import { findPrivateKeys, publicRanges } from '../../../../agent/redact/structures/statements.ts';
import { redact } from '../../../../agent/redact.ts';

const begin = '-----BEGIN RSA PRIVATE KEY-----';
const end = '-----END RSA PRIVATE KEY-----';
const line = 'MIIEowIBAAKCAQEAx0q2v7Wn3kQ9xLm2pW8vT4yR6sZ1aB3cD5eF7gH9iJ0kL2mN';
/** What is found of a text. */
const found = (text: string) => findPrivateKeys(text).map((span) => text.slice(span.start, span.end));

describe('a private key in PEM', () => {
  test('goes from its first line to its last, whatever stands between', () => {
    const key = `${begin}\n${line}\n! ${line}\n${end}`;
    expect(found(`before\n${key}\nbehind\n${key}`)).toEqual([key, key]);
  });

  test('whose end was cut off goes as far as what can be of its body', () => {
    expect(found(`${begin}\n${line}\n${line}\n`)).toEqual([`${begin}\n${line}\n${line}`]);
    expect(found(`${begin}\n${line}\n"and words"`)).toEqual([`${begin}\n${line}`]);
    expect(found(`${begin}\n${line}\n${begin}\n${line}\n${end}`)).toEqual([
      `${begin}\n${line}`,
      `${begin}\n${line}\n${end}`,
    ]);
  });

  test('whose beginning was cut off goes back to the run that no word is as long as', () => {
    expect(found(`words before ${line}\n${line}\n${end}`)).toEqual([`${line}\n${line}\n${end}`]);
    expect(found(`only words before\n${end}`)).toEqual([end]);
    // Not into the one before.
    const key = `${begin}\n${line}\n${end}`;
    expect(found(`${key}\n${line}\n${end}`)).toEqual([key, `${line}\n${end}`]);
  });

  test('is not longer than 64 KiB', () => {
    const spaces = ' '.repeat(70_000);
    expect(found(`${begin}\n${line}\n"${spaces}"${line}\n${end}`)).toEqual([`${begin}\n${line}`, `${line}\n${end}`]);
  });

  test('of 64 KiB from its first line to its last is whole, and a longer one is cut there', () => {
    const most = 64 * 1024;
    const filled = (length: number) => `${begin}"${' '.repeat(length - begin.length - 1)}${end}`;
    expect(found(filled(most))).toEqual([filled(most)]);
    expect(found(filled(most + 1))).toEqual([begin, end]);
    const body = 'Ab1+'.repeat(20_000);
    expect(found(`${body}${end}`)).toEqual([`${body.slice(-most)}${end}`]);
    expect(found(`${begin}${body}`)).toEqual([`${begin}${body}`.slice(0, most)]);
  });

  test('is whole, too, far from where the text begins', () => {
    const key = `${begin}\n"${line}"\n${end}`;
    expect(found(`${'"'.repeat(40_000)}${key}`)).toEqual([key]);
  });

  test('of PuTTY has its lines', () => {
    const key = `Private-Lines: 2\r\n${line}\r\n${line}\r\n`;
    expect(found(`Public-Lines: 1\r\n${line}\r\n${key}`)).toEqual([key]);
  });
});

describe('a certificate in PEM', () => {
  const certificate = `-----BEGIN CERTIFICATE-----\n${line}\n-----END CERTIFICATE-----`;
  const ranges = (text: string) => publicRanges(text).map((range) => text.slice(range.start, range.end));

  test('is public from its first line to its last, also where one of them was cut off', () => {
    expect(ranges(`a ${certificate} b ${certificate}`)).toEqual([certificate, certificate]);
    expect(ranges(`-----BEGIN CERTIFICATE-----\n${line}\n"x"`)).toEqual([`-----BEGIN CERTIFICATE-----\n${line}`]);
    expect(ranges(`-----BEGIN CERTIFICATE-----\n${line}\n${certificate}`)).toEqual([
      `-----BEGIN CERTIFICATE-----\n${line}`,
      certificate,
    ]);
    expect(ranges(`${line}\n-----END CERTIFICATE-----`)).toEqual([]);
    expect(ranges(line)).toEqual([]);
    const filled = (length: number) =>
      `-----BEGIN CERTIFICATE-----"${' '.repeat(length - 28)}-----END CERTIFICATE-----`;
    expect(ranges(filled(64 * 1024))).toEqual([filled(64 * 1024)]);
    expect(ranges(filled(64 * 1024 + 1))).toEqual(['-----BEGIN CERTIFICATE-----']);
    expect(ranges(`${'"'.repeat(40_000)}${filled(100)}`)).toEqual([filled(100)]);
  });
});

test('an image in a page is public', () => {
  const text = '<img src="data:image/png;base64,iVBORw0KGgo=">';
  expect(publicRanges(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'data:image/png;base64,iVBORw0KGgo=',
  ]);
});

// RFC 8017 A.1.2, RSAPrivateKey, as openssl rsa -text prints it; of EC keys openssl ec -text prints priv.
test.each([
  ['modulus', false],
  ['publicExponent', false],
  ['privateExponent', true],
  ['prime1', true],
  ['prime2', true],
  ['exponent1', true],
  ['exponent2', true],
  ['coefficient', true],
  ['priv', true],
  ['pub', false],
])('of a key that openssl prints, %s is secret: %s', (field, isSecret) => {
  const bytes = '00:c7:4a:2b:91:5e:f0:3d:88:1c:6a:e4:57:b9:02';
  const text = `Private-Key: (2048 bit, 2 primes)\n${field}:\n    ${bytes}:\n    ${bytes}\n`;
  expect(redact(text).includes(bytes)).toBe(!isSecret);
});

import { gzipSync } from 'node:zlib';
import { kindsPlantedBy } from '../../test/redact/kinds-exam.ts';
import { logText } from './log-text.ts';

const size = 2 ** 20;
const filled = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const letters = Array.from({ length: 4096 }, (_, index) => ((index * 2_654_435_761) >>> 7).toString(36)).join('');
const planted = kindsPlantedBy(1)
  .map(({ planted: { text } }) => text.trimEnd())
  .join('\n');

/** Texts of 1 MiB, by what makes them expensive to redact. */
export const redactionTexts: Readonly<Record<string, string>> = {
  'the log of a node': logText(0, size).toString(),
  'a secret of every kind in every line': filled(`${planted}\n`),
  'a password in every line': Array.from(
    { length: size / 64 },
    (_, index) => `I1101 12:00:00.000001    1200 a.go:1] password: hunter${index}x in pod b\n`,
  ).join(''),
  'one line of names': filled('password='),
  'one line of base64': filled(base64('a text that says nothing, and goes on, without any end to it. ')),
  'one line of random letters': filled(letters),
  'lines of random letters': filled(letters.replaceAll(/.{100}/g, '$&\n')),
  'one line of quotes': filled('\\"'),
  'JSON in JSON in JSON': filled('{\\\\\\"a\\\\\\":\\\\\\"token is b\\\\\\"}'),
  'lines of percent signs': filled('%41%42%43%44%45%46%47%48%49%4a%4b%4c\n'),
  'gzip that unpacks to much': filled(`data: ${base64(gzipSync(filled('user: a, token of b\n').slice(0, 250_000)))}\n`),
  certificates: filled(
    `-----BEGIN CERTIFICATE-----\n${base64(letters.slice(0, 900)).replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  ),
  'the beginnings of private keys': filled('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n'),
  'Secret objects': filled('kind: Secret\ndata:\n  a: aGVsbG8gd29ybGQ=\n---\n'),
  'bytes in hexadecimal': filled('0x2d, 70 61 73 73 77 6f 72 64 3d 31 0a '),
  'broken lines': filled(`${'a1'.repeat(40)}\n`),
  'UTF-16': filled('p\0a\0s\0s\0w\0o\0r\0d\0=\0a\0b\0c\0\n\0'),
  'empty lines': filled('\n'),
};

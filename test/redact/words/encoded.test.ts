import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { contentOf, contentOfBytes } from '../../../agent/redact/words/encoded.ts';
import { caPem } from '../../certificate.ts';

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64');
const wide = (text: string) => Buffer.from(text, 'utf16le');
const text = (of: string) => ({ kind: 'text', text: of });

describe('base64 is', () => {
  test.each([
    ['text', base64('hello, all of you'), text('hello, all of you')],
    ['text without its padding', base64('hello, all of').replace(/=+$/, ''), text('hello, all of')],
    ['lines of text', base64('one\ttwo\r\nthree\v\f'), text('one\ttwo\r\nthree\v\f')],
    ['UTF-16, as PowerShell encodes it', base64(wide('hello')), text('hello')],
    ['four characters of UTF-16', base64(wide('abcd')), text('abcd')],
    ['text of which an eighth is beyond ASCII', base64('äbcdefghijklmno'), text('äbcdefghijklmno')],
    ['UTF-16 with the NUL that ends strings of Windows', base64(wide('hello\0')), text('hello\0')],
    ['text whose third character is a zero', base64('ab0cdef'), text('ab0cdef')],
    ['gzip of 256 KiB', base64(gzipSync('a'.repeat(2 ** 18))), text('a'.repeat(2 ** 18))],
    ['gzip of text', base64(gzipSync('hello, all of you')), text('hello, all of you')],
    [
      'UTF-16 of which half a character is lost',
      base64(Buffer.concat([wide('hello'), Buffer.from('a')])),
      text('hello\ufffd'),
    ],
    [
      'gzip of more than one step',
      base64(gzipSync(Buffer.from(base64(Uint8Array.from({ length: 2000 }, (_, at) => (at * 7919) % 251))))),
      text(base64(Uint8Array.from({ length: 2000 }, (_, at) => (at * 7919) % 251))),
    ],
  ])('%s', (_, given, content) => {
    expect(contentOf(given)).toEqual(content);
  });

  test.each([
    ['control characters', base64('hello\u0008all')],
    ['other control characters', base64('hello\u000eall')],
    ['a last control character', base64('hello\u001fall')],
    ['a NUL in text of one byte', base64('hello\0all')],
    ['more beyond ASCII than an eighth', base64('äöüabcdefgh')],
    ['UTF-16 with a character of two bytes', base64(wide('abcd\u4e2d'))],
    ['more deletes than an eighth', base64('a\u007fb\u007fc')],
    ['text that begins with more beyond ASCII than an eighth', base64(`äöü${'a'.repeat(100)}`)],
    ['gzip of more than 256 KiB', base64(gzipSync('a'.repeat(2 ** 18 + 1)))],
    ['gzip of a MiB', base64(gzipSync('a'.repeat(2 ** 20)))],
    ['three characters of UTF-16', base64(wide('abc'))],
    ['what only begins as gzip does', base64(Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]))],
    ['gzip that was cut off', base64(gzipSync('hello, all of you').subarray(0, 20))],
    ['gzip of no text', base64(gzipSync(Uint8Array.from({ length: 40 }, (_, at) => at)))],
  ])('nothing that can be read: %s', (_, given) => {
    expect(contentOf(given)).toBeNull();
  });
});

describe('DER is', () => {
  const keyOf = (
    pair: { privateKey: { export(how: object): unknown }; publicKey: { export(how: object): unknown } },
    type: string,
    side: 'privateKey' | 'publicKey' = 'privateKey',
  ) => pair[side].export({ format: 'der', type }) as Buffer;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');

  test.each([
    ['PKCS#1', keyOf(rsa, 'pkcs1')],
    ['PKCS#8 of RSA', keyOf(rsa, 'pkcs8')],
    ['PKCS#8 of EC', keyOf(ec, 'pkcs8')],
    ['PKCS#8 of Ed25519, with a length of one byte', keyOf(ed, 'pkcs8')],
    ['a length of three bytes', Uint8Array.from([0x30, 0x83, 1, 0, 0, 2, 1, 0, 0x30, 0])],
    ['SEC 1', keyOf(ec, 'sec1')],
    // RFC 7292, section 4: version 3, then the content.
    ['PKCS#12', Uint8Array.from([0x30, 0x82, 0x09, 0x10, 2, 1, 3, 0x30, 0x82, 0x08])],
  ])('a private key: %s', (_, bytes) => {
    expect(contentOfBytes(bytes)).toEqual({ kind: 'private-key' });
    expect(contentOf(base64(bytes))).toEqual({ kind: 'private-key' });
  });

  test.each([
    ['a certificate', new X509Certificate(caPem).raw],
    ['a public key', keyOf(ec, 'spki', 'publicKey')],
  ])('public: %s', (_, bytes) => {
    expect(contentOfBytes(bytes)).toEqual({ kind: 'public' });
  });

  test.each([
    ['a version of two bytes', [0x30, 0x20, 2, 2, 0, 0, 0x30, 1]],
    ['a version of 4', [0x30, 0x20, 2, 1, 4, 0x30, 0, 1]],
    ['something else behind the version', [0x30, 0x20, 2, 1, 0, 5, 0, 1]],
    ['something else before it', [0x30, 0x20, 4, 1, 0, 0x30, 0, 1]],
    ['a length of four bytes', [0x30, 0x84, 0, 0, 0, 9, 2, 1, 0, 0x30, 0]],
  ])('neither with %s', (_, bytes) => {
    expect(contentOfBytes(Uint8Array.from(bytes))).toBeNull();
  });
});

test('gzip that fills its last step is read', () => {
  const filled = Array.from({ length: 2000 }, (_, count) =>
    Array.from({ length: count + 150 }, (__, at) => ((at * at * 7919 + count) % 997).toString(36)).join(''),
  ).find((one) => gzipSync(one).length % 256 === 0);
  expect(contentOfBytes(gzipSync(filled ?? ''))).toEqual(text(filled ?? 'none'));
  expect(contentOfBytes(gzipSync('0123456789'.repeat(9000) + (filled ?? '')).subarray(0, 256))).toBeNull();
});

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fromBase64, fromHex, isGzip, isZip, joinBytes, textOf, utf8 } from '../../agent/decode/bytes.ts';

/** Every byte, in pieces of every length up to 70. */
const pieces = Array.from({ length: 70 }, (_, length) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 37 + length * 11) & 0xff)),
);

test('base64 is read as Node.js writes it, in both alphabets, with and without padding', () => {
  for (const piece of pieces) {
    const padded = piece.toString('base64');
    for (const text of [padded, padded.replace(/=+$/, ''), piece.toString('base64url')]) {
      expect(Buffer.from(fromBase64(text))).toEqual(piece);
      expect(Buffer.from(fromBase64(`${text}"}\n`))).toEqual(piece);
    }
  }
  expect(fromBase64('QUJDR')).toEqual(utf8('ABC'));
});

test('hexadecimal digits are read as Node.js writes them', () => {
  for (const piece of pieces) expect(Buffer.from(fromHex(piece.toString('hex')))).toEqual(piece);
});

test('half of a byte at the end is none', () => {
  expect([...fromHex('0aff1')]).toEqual([0x0a, 0xff]);
});

test('pieces become one, in their order', () => {
  expect(Buffer.from(joinBytes(pieces))).toEqual(Buffer.concat(pieces));
});

test('UTF-8 comes back as it was, with its byte order mark', () => {
  const text = '\ufeffGruppe f\u00fcr \u{1f600}';
  expect(Buffer.from(utf8(text))).toEqual(Buffer.from(text));
  expect(textOf(utf8(text))).toBe(text);
});

/** Sources: RFC 1952, 2.3.1; APPNOTE.TXT 4.3.7, 4.3.16 and 8.5.4. */
test('gzip and zip are known by their first bytes, each of which counts', () => {
  const zips = [
    [0x50, 0x4b, 3, 4],
    [0x50, 0x4b, 5, 6],
    [0x50, 0x4b, 7, 8],
  ];
  for (const zip of zips) {
    expect(isZip(Uint8Array.from(zip))).toBe(true);
    for (const at of zip.keys()) expect(isZip(Uint8Array.from(zip.with(at, 9)))).toBe(false);
  }
  const gzip = [...gzipSync('x')];
  expect(isGzip(Uint8Array.from(gzip))).toBe(true);
  for (const at of [0, 1]) expect(isGzip(Uint8Array.from(gzip.with(at, 9)))).toBe(false);
});

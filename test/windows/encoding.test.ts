import { expect, test } from 'vitest';
import { decodeText, encodingOf, transcoder } from '../../agent/windows/encoding.ts';

test.each([
  ['UTF-8', Buffer.from('{"ä":1}')],
  ['UTF-8 with a mark', Buffer.from('\ufeff{"ä":1}')],
  ['UTF-16 as Windows PowerShell writes it', Buffer.from('\ufeff{"ä":1}', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\ufeff{"ä":1}', 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from('{"ä":1}', 'utf16le')],
  ['UTF-16 without a mark, the other way round', Buffer.from('{"ä":1}', 'utf16le').swap16()],
])('reads %s', (_name, bytes) => {
  expect(decodeText(bytes)).toBe('{"ä":1}');
});

// Unicode, 23.8: the mark is FE FF or FF FE; one half of it is none.
test('one byte of a mark is no mark', () => {
  for (const bytes of [
    [0xff, 0x61],
    [0xfe, 0x61],
  ]) {
    expect(encodingOf(Buffer.from([...bytes, 0x62, 0x63, 0x64]))).toBe('utf-8');
  }
});

test('a zero byte in a text of UTF-8 does not make it UTF-16', () => {
  expect(encodingOf(Buffer.from('containerd\0 failed to start'))).toBe('utf-8');
  // Nothing but zeros, as a torn write leaves them; and what comes behind the begin.
  expect(encodingOf(Buffer.alloc(512))).toBe('utf-8');
  expect(encodingOf(Buffer.concat([Buffer.from('a'.repeat(512)), Buffer.from('b'.repeat(2000), 'utf16le')]))).toBe(
    'utf-8',
  );
});

test('pieces become UTF-8, also where one ends inside of a letter', () => {
  const whole = Buffer.from('ä€', 'utf16le');
  const piece = transcoder('utf-16le');
  const parts = [piece(whole.subarray(0, 3)), piece(whole.subarray(3))];
  expect(Buffer.concat(parts).toString()).toBe('ä€');
  expect(Buffer.from(transcoder('utf-8')(Buffer.from('ä'))).toString()).toBe('ä');
});

import { expect, test } from 'vitest';
import { decodeText, encodingOf } from '../../agent/windows/encoding.ts';

test.each([
  ['UTF-8', Buffer.from('{"ä":1}')],
  ['UTF-8 with a mark', Buffer.from('\ufeff{"ä":1}')],
  ['UTF-16 as Windows PowerShell writes it', Buffer.from('\ufeff{"ä":1}', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\ufeff{"ä":1}', 'utf16le').swap16()],
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

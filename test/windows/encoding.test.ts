import { expect, test } from 'vitest';
import { decodeText } from '../../agent/windows/encoding.ts';

test.each([
  ['UTF-8', Buffer.from('{"ä":1}')],
  ['UTF-8 with a mark', Buffer.from('\ufeff{"ä":1}')],
  ['UTF-16 as Windows PowerShell writes it', Buffer.from('\ufeff{"ä":1}', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\ufeff{"ä":1}', 'utf16le').swap16()],
])('reads %s', (_name, bytes) => {
  expect(decodeText(bytes)).toBe('{"ä":1}');
});

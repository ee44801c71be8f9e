import { expect, test } from 'vitest';
import { sidAt, sidBytes, sidOf } from '../../agent/win32/security.ts';
import { hold } from './memory.ts';

const localSystem = Buffer.from('010100000000000512000000', 'hex');
const user = Buffer.from('0105000000000005150000000100000002000000ffffffffe8030000', 'hex');

test.each([
  ['S-1-5-18', localSystem],
  ['S-1-5-21-1-2-4294967295-1000', user],
])('%s is read from its bytes and written to them', (text, bytes) => {
  expect(sidOf(bytes)).toBe(text);
  expect(sidAt(hold(bytes))).toBe(text);
  expect(sidBytes(text)).toEqual(bytes);
});

test('nothing is read behind a SID', () => {
  // No memory follows that of WebAssembly: reading there ends the process.
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const atEnd = Buffer.from(buffer, buffer.byteLength - user.length);
  user.copy(atEnd);
  expect(sidAt(hold(atEnd))).toBe('S-1-5-21-1-2-4294967295-1000');
});

test.each(['', 'S-1', 'S-2-5-18', 'S-1-5-x', `S-1-5${'-1'.repeat(16)}`, 'NT AUTHORITY\\SYSTEM'])(
  '"%s" is not a SID',
  (text) => {
    expect(sidBytes(text)).toBeNull();
  },
);

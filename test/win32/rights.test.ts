import { expect, test } from 'vitest';
import { addressOf } from '../../agent/win32/library.ts';
import { sidsAt, unicodeString } from '../../agent/win32/rights.ts';
import { sidBytes } from '../../agent/win32/sid.ts';
import { block, hold } from './memory.ts';

test('a right is named by a counted string, its lengths in bytes and its text right behind it', () => {
  const bytes = unicodeString('SeServiceLogonRight');
  expect(bytes.readUInt16LE(0)).toBe(38);
  expect(bytes.readUInt16LE(2)).toBe(38);
  expect(bytes.readBigUInt64LE(8)).toBe(addressOf(bytes) + 16n);
  expect(bytes.toString('utf16le', 16)).toBe('SeServiceLogonRight');
});

test('holders are a list of pointers to SIDs', () => {
  const list = block(16, [
    ['pointer', 0, sidBytes('S-1-5-32-544') ?? ''],
    ['pointer', 8, sidBytes('S-1-5-80-0') ?? ''],
  ]);
  expect(sidsAt(hold(list), 2)).toEqual(['S-1-5-32-544', 'S-1-5-80-0']);
});

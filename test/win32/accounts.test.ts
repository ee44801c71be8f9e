import { expect, test } from 'vitest';
import { memberAt, sidsAt, unicodeString, userAt } from '../../agent/win32/accounts.ts';
import { addressOf } from '../../agent/win32/library.ts';
import { sidBytes } from '../../agent/win32/security.ts';
import { block, hold } from './memory.ts';

test('a deleted member has its SID and no name', () => {
  const list = block(48, [
    ['pointer', 0, sidBytes('S-1-5-21-1-2-3-500') ?? ''],
    ['u32', 8, 1],
    ['pointer', 16, 'WIN-NODE-1\\Administrator'],
    ['pointer', 24, sidBytes('S-1-5-21-1-2-3-1009') ?? ''],
    ['u32', 32, 6],
    ['pointer', 40, ''],
  ]);
  expect(memberAt(hold(list), 0)).toEqual({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
  expect(memberAt(hold(list), 1)).toEqual({ sid: 'S-1-5-21-1-2-3-1009', name: null });
});

test('a user carries the flags that keep it from logging on', () => {
  const list = block(64, [
    ['pointer', 0, 'Administrator'],
    ['u32', 24, 0x1 | 0x200],
    ['pointer', 32, '0123456789abcdef0123'],
    ['u32', 56, 0x2 | 0x10 | 0x80_0000],
  ]);
  expect(userAt(hold(list), 0)).toEqual({
    name: 'Administrator',
    disabled: false,
    locked: false,
    passwordExpired: false,
  });
  expect(userAt(hold(list), 1)).toEqual({
    name: '0123456789abcdef0123',
    disabled: true,
    locked: true,
    passwordExpired: true,
  });
});

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

import { expect, test } from 'vitest';
import { sidBytes } from '../../agent/win32/security.ts';
import { groupsOf, integrityLevelOf, userOf } from '../../agent/win32/token.ts';
import { block } from './memory.ts';

const sid = (text: string) => sidBytes(text) ?? Buffer.alloc(0);

test('the user of a token is the SID that it points to', () => {
  expect(userOf(block(16, [['pointer', 0, sid('S-1-5-19')]]))).toBe('S-1-5-19');
  expect(userOf(Buffer.alloc(16))).toBe('');
});

test('the integrity level is the last part of its SID', () => {
  expect(integrityLevelOf(block(16, [['pointer', 0, sid('S-1-16-16384')]]))).toBe(0x4000);
});

test('a group without a SID has an empty one', () => {
  expect(groupsOf(block(24, [['u32', 0, 1]]))).toEqual([{ sid: '', enabled: false }]);
});

test('a group counts as enabled only when the token says so: deny-only groups give no rights', () => {
  const groups = block(40, [
    ['u32', 0, 2],
    ['pointer', 8, sid('S-1-5-32-544')],
    ['u32', 16, 0x7], // mandatory, enabled by default, enabled
    ['pointer', 24, sid('S-1-5-114')],
    ['u32', 32, 0x10], // for denying only
  ]);
  expect(groupsOf(groups)).toEqual([
    { sid: 'S-1-5-32-544', enabled: true },
    { sid: 'S-1-5-114', enabled: false },
  ]);
});

import { expect, test } from 'vitest';
import { versionOf } from '../../agent/win32/system-version.ts';
import { block } from './memory.ts';

test('a version is four numbers in two words', () => {
  const info = block(16, [
    ['u32', 0, 0xfeef_04bd],
    ['u32', 8, 0x000a_0000],
    ['u32', 12, 0x4f7c_ffff],
  ]);
  expect(versionOf(info)).toBe('10.0.20348.65535');
});

test('a resource without the signature is not a version', () => {
  expect(versionOf(block(16, [['u32', 8, 0x000a_0000]]))).toBeNull();
});

import { declare } from '../library.ts';

/** The registry: winreg.h, advapi32.dll. Numbers from winreg.h and winnt.h. */

/** (HKEY)(ULONG_PTR)((LONG)0x80000002): the sign extends into the upper half. */
export const HKEY_LOCAL_MACHINE = 0xffff_ffff_8000_0002n;
export const RRF_RT_ANY = 0xffff;
/** Shows a 32-bit process the same keys as all other processes. */
export const RRF_SUBKEY_WOW6464KEY = 0x0001_0000;
/** Leaves %NAME% in a REG_EXPAND_SZ: it would be replaced from this process's environment, not from the reader's. */
export const RRF_NOEXPAND = 0x1000_0000;
export const REG_SZ = 1;
export const REG_EXPAND_SZ = 2;
export const REG_DWORD = 4;
export const REG_MULTI_SZ = 7;
export const REG_QWORD = 11;

export const KEY_QUERY_VALUE = 0x1;
export const KEY_WOW64_64KEY = 0x100;

/** Each returns its error code. */
export const RegOpenKeyExW = declare('advapi32.dll', 'RegOpenKeyExW', 'u32', [
  'pointer',
  'text',
  'u32',
  'u32',
  'bytes',
]);
export const RegQueryInfoKeyW = declare('advapi32.dll', 'RegQueryInfoKeyW', 'u32', [
  'pointer',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
]);
export const RegCloseKey = declare('advapi32.dll', 'RegCloseKey', 'u32', ['pointer']);
export const RegGetValueW = declare('advapi32.dll', 'RegGetValueW', 'u32', [
  'pointer',
  'text',
  'text',
  'u32',
  'bytes',
  'bytes',
  'bytes',
]);

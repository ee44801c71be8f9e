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
export const KEY_ENUMERATE_SUB_KEYS = 0x8;
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
/** The longest name of a key and of a value, in UTF-16 units with the NUL (win32 sysinfo/registry-element-size-limits). */
export const maxKeyUnits = 256;
export const maxValueUnits = 16_384;
const enumerate = ['pointer', 'u32', 'bytes', 'bytes', 'bytes', 'bytes', 'bytes', 'bytes'] as const;
export const RegEnumKeyExW = declare('advapi32.dll', 'RegEnumKeyExW', 'u32', enumerate);
export const RegEnumValueW = declare('advapi32.dll', 'RegEnumValueW', 'u32', enumerate);
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

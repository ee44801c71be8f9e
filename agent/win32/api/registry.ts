import { functionsOf } from '../library.ts';

const advapi32 = functionsOf('advapi32.dll');

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
export const RegOpenKeyExW = advapi32('u32 RegOpenKeyExW(pointer, text, u32, u32, bytes)');
export const RegQueryInfoKeyW = advapi32(
  'u32 RegQueryInfoKeyW(pointer, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes)',
);
/** The longest name of a key and of a value, in UTF-16 units with the NUL (win32 sysinfo/registry-element-size-limits). */
export const maxKeyUnits = 256;
export const maxValueUnits = 16_384;
export const RegEnumKeyExW = advapi32('u32 RegEnumKeyExW(pointer, u32, bytes, bytes, bytes, bytes, bytes, bytes)');
export const RegEnumValueW = advapi32('u32 RegEnumValueW(pointer, u32, bytes, bytes, bytes, bytes, bytes, bytes)');
export const RegCloseKey = advapi32('u32 RegCloseKey(pointer)');
export const RegGetValueW = advapi32('u32 RegGetValueW(pointer, text, text, u32, bytes, bytes, bytes)');

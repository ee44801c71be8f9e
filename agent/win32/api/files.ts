import { functionsOf, struct } from '../library.ts';

const kernel32 = functionsOf('kernel32.dll');
const version = functionsOf('version.dll');
const ntdll = functionsOf('ntdll.dll');

/** Files and volumes: fileapi.h, kernel32.dll; version resources: winver.h, version.dll. Numbers from winnt.h, winbase.h. */

/** The right to make files in a directory. */
export const FILE_ADD_FILE = 0x2;
export const FILE_SHARE_READ_WRITE_DELETE = 0x7;
export const OPEN_EXISTING = 3;
/** Without it a directory cannot be opened. */
export const FILE_FLAG_BACKUP_SEMANTICS = 0x0200_0000;
export const VOLUME_NAME_GUID = 0x1;
export const VOLUME_NAME_NT = 0x2;
export const ERROR_WRITE_PROTECT = 19;

export const CreateFileW = kernel32('pointer CreateFileW(text, u32, u32, pointer, u32, u32, pointer)');
export const GetFinalPathNameByHandleW = kernel32('u32 GetFinalPathNameByHandleW(pointer, bytes, u32, u32)');
export const GetVolumeNameForVolumeMountPointW = kernel32('i32 GetVolumeNameForVolumeMountPointW(text, bytes, u32)');

export const GetFileVersionInfoSizeW = version('u32 GetFileVersionInfoSizeW(text, bytes)');
export const GetFileVersionInfoW = version('i32 GetFileVersionInfoW(text, u32, u32, bytes)');
export const VerQueryValueW = version('i32 VerQueryValueW(bytes, text, bytes, bytes)');

/** verrsrc.h; the first 16 bytes, which contain the version of the file. */
export const VS_FIXEDFILEINFO = struct({
  dwSignature: 'u32',
  dwStrucVersion: 'u32',
  dwFileVersionMS: 'u32',
  dwFileVersionLS: 'u32',
});
export const VS_FFI_SIGNATURE = 0xfeef_04bd;

/** RtlGetVersion (wdm.h, ntdll.dll) returns the true version, also to a program without a manifest. Returns an NTSTATUS. */
export const RtlGetVersion = ntdll('u32 RtlGetVersion(bytes)');

export const OSVERSIONINFOW = struct({
  dwOSVersionInfoSize: 'u32',
  dwMajorVersion: 'u32',
  dwMinorVersion: 'u32',
  dwBuildNumber: 'u32',
  dwPlatformId: 'u32',
  szCSDVersion: { units: 128 },
});

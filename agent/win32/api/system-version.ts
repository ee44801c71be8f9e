import { declare, struct } from '../library.ts';

/** RtlGetVersion (wdm.h, ntdll.dll) returns the true version, also to a program without a manifest. Returns an NTSTATUS. */
export const RtlGetVersion = declare('ntdll.dll', 'RtlGetVersion', 'u32', ['bytes']);

export const OSVERSIONINFOW = struct({
  dwOSVersionInfoSize: 'u32',
  dwMajorVersion: 'u32',
  dwMinorVersion: 'u32',
  dwBuildNumber: 'u32',
  dwPlatformId: 'u32',
  szCSDVersion: { units: 128 },
});

import { declare, struct } from '../library.ts';

/** Tokens, SIDs, descriptors: securitybaseapi.h, winbase.h, aclapi.h, sddl.h; advapi32.dll. Numbers from winnt.h. */

export const TOKEN_QUERY = 0x8;
/** TOKEN_INFORMATION_CLASS. */
export const TokenUser = 1;
export const TokenGroups = 2;
export const TokenPrivileges = 3;
export const TokenSessionId = 12;
export const TokenElevation = 20;
export const TokenIntegrityLevel = 25;
export const SE_GROUP_ENABLED = 0x4;
export const SE_PRIVILEGE_ENABLED = 0x2;

export const OpenProcessToken = declare('advapi32.dll', 'OpenProcessToken', 'i32', ['pointer', 'u32', 'bytes']);
export const GetTokenInformation = declare('advapi32.dll', 'GetTokenInformation', 'i32', [
  'pointer',
  'i32',
  'bytes',
  'u32',
  'bytes',
]);
export const LookupPrivilegeNameW = declare('advapi32.dll', 'LookupPrivilegeNameW', 'i32', [
  'text',
  'bytes',
  'bytes',
  'bytes',
]);

export const SID_AND_ATTRIBUTES = struct({ Sid: 'pointer', Attributes: 'u32' });
/** TOKEN_GROUPS: a count, then SID_AND_ATTRIBUTES from here on. */
export const TokenGroupsOffset = 8;
/** TOKEN_PRIVILEGES: a count, then LUID_AND_ATTRIBUTES from here on. */
export const TokenPrivilegesOffset = 4;
/** The LUID as its two halves, 4-byte aligned. */
export const LUID_AND_ATTRIBUTES = struct({ LowPart: 'u32', HighPart: 'i32', Attributes: 'u32' });

export const ERROR_NONE_MAPPED = 1332;
export const LookupAccountSidW = declare('advapi32.dll', 'LookupAccountSidW', 'i32', [
  'text',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
]);

export const SE_FILE_OBJECT = 1;
export const OWNER_SECURITY_INFORMATION = 0x1;
export const DACL_SECURITY_INFORMATION = 0x4;
export const SDDL_REVISION_1 = 1;
/** Returns its error code. */
export const GetNamedSecurityInfoW = declare('advapi32.dll', 'GetNamedSecurityInfoW', 'u32', [
  'text',
  'i32',
  'u32',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
  'bytes',
]);
export const ConvertSecurityDescriptorToStringSecurityDescriptorW = declare(
  'advapi32.dll',
  'ConvertSecurityDescriptorToStringSecurityDescriptorW',
  'i32',
  ['pointer', 'u32', 'u32', 'bytes', 'bytes'],
);
export const LocalFree = declare('kernel32.dll', 'LocalFree', 'pointer', ['pointer']);

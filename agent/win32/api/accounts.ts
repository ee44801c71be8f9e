import { functionsOf, struct } from '../library.ts';

const netapi32 = functionsOf('netapi32.dll');
const advapi32 = functionsOf('advapi32.dll');
const kernel32 = functionsOf('kernel32.dll');

/** Local groups and users: lmaccess.h, lmjoin.h, lmapibuf.h; netapi32.dll. Every function returns its error code. */

export const MAX_PREFERRED_LENGTH = 0xffff_ffff;
export const FILTER_NORMAL_ACCOUNT = 0x2;
export const UF_ACCOUNTDISABLE = 0x2;
export const UF_LOCKOUT = 0x10;
export const UF_PASSWORD_EXPIRED = 0x80_0000;
export const ERROR_NO_SUCH_ALIAS = 1376;
export const NERR_GroupNotFound = 2220;
/** SID_NAME_USE (winnt.h): the account of the SID is gone, or was never known. */
export const SidTypeDeletedAccount = 6;
export const SidTypeUnknown = 8;

export const NetApiBufferFree = netapi32('u32 NetApiBufferFree(pointer)');
export const NetLocalGroupGetInfo = netapi32('u32 NetLocalGroupGetInfo(text, text, u32, bytes)');
export const NetLocalGroupEnum = netapi32('u32 NetLocalGroupEnum(text, u32, bytes, u32, bytes, bytes, bytes)');
export const NetLocalGroupGetMembers = netapi32(
  'u32 NetLocalGroupGetMembers(text, text, u32, bytes, u32, bytes, bytes, bytes)',
);
export const NetUserEnum = netapi32('u32 NetUserEnum(text, u32, u32, bytes, u32, bytes, bytes, bytes)');
export const NetGetJoinInformation = netapi32('u32 NetGetJoinInformation(text, bytes, bytes)');

export const LOCALGROUP_INFO_0 = struct({ lgrpi0_name: 'text' });
export const LOCALGROUP_MEMBERS_INFO_2 = struct({
  lgrmi2_sid: 'pointer',
  lgrmi2_sidusage: 'u32',
  lgrmi2_domainandname: 'text',
});
export const USER_INFO_20 = struct({
  usri20_name: 'text',
  usri20_full_name: 'text',
  usri20_comment: 'text',
  usri20_flags: 'u32',
  usri20_user_id: 'u32',
});

/** The local security authority: ntsecapi.h, advapi32.dll. Every function but LsaNtStatusToWinError returns an NTSTATUS. */

export const POLICY_VIEW_LOCAL_INFORMATION = 0x1;
export const POLICY_LOOKUP_NAMES = 0x800;
/** No account holds the right. ntstatus.h. */
export const STATUS_NO_MORE_ENTRIES = 0x8000_001a;

export const LsaOpenPolicy = advapi32('u32 LsaOpenPolicy(pointer, bytes, u32, bytes)');
export const LsaClose = advapi32('u32 LsaClose(pointer)');
export const LsaFreeMemory = advapi32('u32 LsaFreeMemory(pointer)');
export const LsaNtStatusToWinError = advapi32('u32 LsaNtStatusToWinError(u32)');
export const LsaEnumerateAccountsWithUserRight = advapi32(
  'u32 LsaEnumerateAccountsWithUserRight(pointer, bytes, bytes, bytes)',
);

/** Only its size matters: every member except Length must be zero. */
export const LSA_OBJECT_ATTRIBUTES = struct({
  Length: 'u32',
  RootDirectory: 'pointer',
  ObjectName: 'pointer',
  Attributes: 'u32',
  SecurityDescriptor: 'pointer',
  SecurityQualityOfService: 'pointer',
});
export const LSA_UNICODE_STRING = struct({ Length: 'u16', MaximumLength: 'u16', Buffer: 'pointer' });
export const LSA_ENUMERATION_INFORMATION = struct({ Sid: 'pointer' });

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

export const OpenProcessToken = advapi32('i32 OpenProcessToken(pointer, u32, bytes)');
export const GetTokenInformation = advapi32('i32 GetTokenInformation(pointer, i32, bytes, u32, bytes)');
export const LookupPrivilegeNameW = advapi32('i32 LookupPrivilegeNameW(text, bytes, bytes, bytes)');

export const SID_AND_ATTRIBUTES = struct({ Sid: 'pointer', Attributes: 'u32' });
/** TOKEN_GROUPS: a count, then SID_AND_ATTRIBUTES from here on. */
export const TokenGroupsOffset = 8;
/** TOKEN_PRIVILEGES: a count, then LUID_AND_ATTRIBUTES from here on. */
export const TokenPrivilegesOffset = 4;
/** The LUID as its two halves, 4-byte aligned. */
export const LUID_AND_ATTRIBUTES = struct({ LowPart: 'u32', HighPart: 'i32', Attributes: 'u32' });

export const ERROR_NONE_MAPPED = 1332;
export const LookupAccountSidW = advapi32('i32 LookupAccountSidW(text, bytes, bytes, bytes, bytes, bytes, bytes)');

export const SE_FILE_OBJECT = 1;
export const OWNER_SECURITY_INFORMATION = 0x1;
export const DACL_SECURITY_INFORMATION = 0x4;
export const SDDL_REVISION_1 = 1;
/** Returns its error code. */
export const GetNamedSecurityInfoW = advapi32(
  'u32 GetNamedSecurityInfoW(text, i32, u32, bytes, bytes, bytes, bytes, bytes)',
);
export const ConvertSecurityDescriptorToStringSecurityDescriptorW = advapi32(
  'i32 ConvertSecurityDescriptorToStringSecurityDescriptorW(pointer, u32, u32, bytes, bytes)',
);
export const LocalFree = kernel32('pointer LocalFree(pointer)');

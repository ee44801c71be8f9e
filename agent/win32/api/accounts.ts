import { declare, struct } from '../library.ts';

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

export const NetApiBufferFree = declare('netapi32.dll', 'NetApiBufferFree', 'u32', ['pointer']);
export const NetLocalGroupGetInfo = declare('netapi32.dll', 'NetLocalGroupGetInfo', 'u32', [
  'text',
  'text',
  'u32',
  'bytes',
]);
export const NetLocalGroupEnum = declare('netapi32.dll', 'NetLocalGroupEnum', 'u32', [
  'text',
  'u32',
  'bytes',
  'u32',
  'bytes',
  'bytes',
  'bytes',
]);
export const NetLocalGroupGetMembers = declare('netapi32.dll', 'NetLocalGroupGetMembers', 'u32', [
  'text',
  'text',
  'u32',
  'bytes',
  'u32',
  'bytes',
  'bytes',
  'bytes',
]);
export const NetUserEnum = declare('netapi32.dll', 'NetUserEnum', 'u32', [
  'text',
  'u32',
  'u32',
  'bytes',
  'u32',
  'bytes',
  'bytes',
  'bytes',
]);
export const NetGetJoinInformation = declare('netapi32.dll', 'NetGetJoinInformation', 'u32', [
  'text',
  'bytes',
  'bytes',
]);

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

import { declare, struct } from '../library.ts';

/** The local security authority: ntsecapi.h, advapi32.dll. Every function but LsaNtStatusToWinError returns an NTSTATUS. */

export const POLICY_VIEW_LOCAL_INFORMATION = 0x1;
export const POLICY_LOOKUP_NAMES = 0x800;
/** No account holds the right. ntstatus.h. */
export const STATUS_NO_MORE_ENTRIES = 0x8000_001a;

export const LsaOpenPolicy = declare('advapi32.dll', 'LsaOpenPolicy', 'u32', ['pointer', 'bytes', 'u32', 'bytes']);
export const LsaClose = declare('advapi32.dll', 'LsaClose', 'u32', ['pointer']);
export const LsaFreeMemory = declare('advapi32.dll', 'LsaFreeMemory', 'u32', ['pointer']);
export const LsaNtStatusToWinError = declare('advapi32.dll', 'LsaNtStatusToWinError', 'u32', ['u32']);
export const LsaEnumerateAccountsWithUserRight = declare('advapi32.dll', 'LsaEnumerateAccountsWithUserRight', 'u32', [
  'pointer',
  'bytes',
  'bytes',
  'bytes',
]);

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

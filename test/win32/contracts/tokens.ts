import { all, type Contract, code, demands, fits, notNull, numberAt, pointerIn } from '../contract.ts';

/**
 * securitybaseapi.h, winbase.h, aclapi.h. Sizes: NtQueryInformationToken of ntoskrnl, which compares a fixed size with
 * `!=`, and requires ReturnLength; the pages of LookupAccountSidW and GetNamedSecurityInfoW (MicrosoftDocs/sdk-api).
 */
const TOKEN_QUERY = 0x8;
const TokenSessionId = 12;
const TokenElevation = 20;

export const tokens: Record<string, Contract> = {
  GetTokenInformation: {
    fails: 'false',
    refuses: all(demands('handle', TOKEN_QUERY), notNull(4), fits(2, 3), (values) => {
      const [informationClass, bytes] = [numberAt(values, 1), numberAt(values, 3)];
      if (informationClass === TokenElevation) return bytes === 4 ? 0 : code.badLength;
      return informationClass === TokenSessionId && bytes < 4 ? code.badLength : 0;
    }),
  },
  LookupPrivilegeNameW: { fails: 'false', refuses: all(notNull(1, 3), fits(2, 3, 2)) },
  LookupAccountSidW: { fails: 'false', refuses: all(notNull(1, 3, 5, 6), fits(2, 3, 2), fits(4, 5, 2)) },
  GetNamedSecurityInfoW: {
    fails: 'code',
    refuses: notNull(0, 7),
    gives: (values) => ({ kind: 'local memory', address: pointerIn(values, 7), rights: 0 }),
  },
  ConvertSecurityDescriptorToStringSecurityDescriptorW: {
    fails: 'false',
    refuses: notNull(0, 3),
    gives: (values) => ({ kind: 'local memory', address: pointerIn(values, 3), rights: 0 }),
  },
  // Returns NULL when it has freed.
  LocalFree: { fails: 'never', releases: 'local memory' },
};

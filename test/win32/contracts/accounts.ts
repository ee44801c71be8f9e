import { all, bufferAt, type Contract, code, demands, is, notNull, numberAt, pointerIn } from '../contract.ts';

/**
 * lmaccess.h, lmjoin.h, ntsecapi.h: the pages of each function (MicrosoftDocs/sdk-api). The list functions allocate, also
 * with ERROR_MORE_DATA; a resume handle starts as zero. LsaOpenPolicy: every member of the attributes but Length is zero.
 */
const LSA_OBJECT_ATTRIBUTES_BYTES = 48;
const POLICY_LOOKUP_NAMES = 0x800;
const POLICY_VIEW_LOCAL_INFORMATION = 0x1;

const netBuffer = (place: number): NonNullable<Contract['gives']> => {
  return (values) => ({ kind: 'network buffer', address: pointerIn(values, place), rights: 0 });
};

export const accounts: Record<string, Contract> = {
  NetLocalGroupGetInfo: {
    fails: 'code',
    refuses: all(notNull(1, 3), (values) => ([0, 1, 1002].includes(numberAt(values, 2)) ? 0 : code.invalidLevel)),
    gives: netBuffer(3),
  },
  NetLocalGroupEnum: { fails: 'code', refuses: all(notNull(2, 4, 5), is(1, 0)), gives: netBuffer(2) },
  NetLocalGroupGetMembers: { fails: 'code', refuses: all(notNull(1, 3, 5, 6), is(2, 2)), gives: netBuffer(3) },
  // FILTER_NORMAL_ACCOUNT.
  NetUserEnum: { fails: 'code', refuses: all(notNull(3, 5, 6), is(1, 20), is(2, 2)), gives: netBuffer(3) },
  NetGetJoinInformation: { fails: 'code', refuses: notNull(1, 2), gives: netBuffer(1) },
  NetApiBufferFree: { fails: 'code', releases: 'network buffer' },
  LsaOpenPolicy: {
    fails: 'code',
    refuses: all(notNull(1, 3), (values) => {
      const attributes = bufferAt(values, 1);
      const right = attributes.readUInt32LE() === LSA_OBJECT_ATTRIBUTES_BYTES && attributes.subarray(8).every(isZero);
      return right ? 0 : code.invalidParameter;
    }),
    gives: (values) => ({ kind: 'policy', address: pointerIn(values, 3), rights: numberAt(values, 2) }),
  },
  LsaEnumerateAccountsWithUserRight: {
    fails: 'code',
    refuses: all(demands('policy', POLICY_LOOKUP_NAMES | POLICY_VIEW_LOCAL_INFORMATION), notNull(2, 3)),
    gives: (values) => ({ kind: 'LSA memory', address: pointerIn(values, 2), rights: 0 }),
  },
  LsaFreeMemory: { fails: 'code', releases: 'LSA memory' },
  LsaClose: { fails: 'code', releases: 'policy' },
  LsaNtStatusToWinError: { fails: 'never' },
};

const isZero = (byte: number) => byte === 0;

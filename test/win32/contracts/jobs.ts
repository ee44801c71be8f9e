import { all, type Contract, code, fits, notNull, numberAt } from '../contract.ts';

/** jobapi2.h. Each class has its size, and NtQueryInformationJobObject of ntoskrnl compares with `!=`. */
const bytesOf: Readonly<Record<number, readonly number[]>> = {
  1: [48], // JobObjectBasicAccountingInformation
  9: [144, 152], // JobObjectExtendedLimitInformation, since Windows 10 with one more field
  15: [8], // JobObjectCpuRateControlInformation
  36: [16], // JobObjectSiloBasicInformation
};

export const jobs: Record<string, Contract> = {
  IsProcessInJob: { fails: 'false', refuses: notNull(2) },
  QueryInformationJobObject: {
    fails: 'false',
    refuses: all(fits(2, 3), (values) => {
      const sizes = bytesOf[numberAt(values, 1)];
      if (sizes === undefined) return code.invalidParameter;
      return sizes.includes(numberAt(values, 3)) ? 0 : code.badLength;
    }),
  },
};

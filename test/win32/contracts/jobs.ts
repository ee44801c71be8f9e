import { all, type Contract, code, demands, fits, is, isNull, notNull, numberAt } from '../contract.ts';

/** Rights: desktop-src/ProcThread/job-object-security-and-access-rights.md (MicrosoftDocs/win32). */
const JOB_OBJECT_QUERY = 0x4;

/** jobapi2.h. Each class has its size, and NtQueryInformationJobObject of ntoskrnl compares with `!=`. */
const bytesOf: Readonly<Record<number, readonly number[]>> = {
  1: [48], // JobObjectBasicAccountingInformation
  3: [], // JobObjectBasicProcessIdList: at least 16, and 234 where it does not hold them all
  9: [144, 152], // JobObjectExtendedLimitInformation, since Windows 10 with one more field
  15: [8], // JobObjectCpuRateControlInformation
  28: [16], // JobObjectMemoryUsageInformation
  36: [16], // JobObjectSiloBasicInformation
};

export const jobs: Record<string, Contract> = {
  IsProcessInJob: { fails: 'false', refuses: notNull(2) },
  // A job that is closed last ends its processes where it was made so: a second close of one handle must not be.
  OpenJobObjectW: {
    fails: 'false',
    refuses: all(is(1, 0), notNull(2)),
    gives: ([access], result) => ({ kind: 'handle', address: result as bigint, rights: Number(access) }),
  },
  QueryInformationJobObject: {
    fails: 'false',
    refuses: all(
      fits(2, 3),
      (values, held) => (isNull(values[0]) ? 0 : demands('handle', JOB_OBJECT_QUERY)(values, held)),
      (values) => {
        const sizes = bytesOf[numberAt(values, 1)];
        if (sizes === undefined) return code.invalidParameter;
        if (numberAt(values, 1) === 3) return numberAt(values, 3) >= 16 ? 0 : code.badLength;
        return sizes.includes(numberAt(values, 3)) ? 0 : code.badLength;
      },
    ),
  },
};

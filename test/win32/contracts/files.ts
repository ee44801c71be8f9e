import { all, bufferAt, type Contract, code, demands, fits, notNull, numberAt } from '../contract.ts';

/** fileapi.h, winver.h: the pages of each function (MicrosoftDocs/sdk-api). A GUID path has 49 units and its NUL. */
const volumeNameUnits = 50;

export const files: Record<string, Contract> = {
  CreateFileW: {
    fails: 'invalid-handle',
    refuses: notNull(0),
    gives: (_values, result) => ({ kind: 'handle', address: result as bigint, rights: 0 }),
  },
  GetFinalPathNameByHandleW: {
    fails: 'false',
    refuses: all(demands('handle', 0), notNull(1), (values) => {
      if (bufferAt(values, 1).length >= 2 * (numberAt(values, 2) + 1)) return 0;
      throw new Error('the size leaves out the NUL, for which the buffer has no room');
    }),
  },
  GetVolumeNameForVolumeMountPointW: {
    fails: 'false',
    refuses: all(fits(1, 2, 2), (values) => {
      if (!String(values[0]).endsWith('\\')) return code.invalidName;
      return numberAt(values, 2) < volumeNameUnits ? code.filenameTooLong : 0;
    }),
  },
  GetFileVersionInfoSizeW: { fails: 'false', refuses: notNull(0) },
  GetFileVersionInfoW: { fails: 'false', refuses: all(notNull(0, 3), fits(3, 2)) },
  VerQueryValueW: { fails: 'false', refuses: notNull(0, 2, 3) },
};

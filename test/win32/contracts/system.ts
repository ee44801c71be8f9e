import { all, bufferAt, type Contract, code, demands, fits, is, notNull, numberAt, pointerIn } from '../contract.ts';

/**
 * winreg.h, winevt.h, iphlpapi.h, wdm.h, consoleapi.h, sysinfoapi.h: the pages of each function
 * (MicrosoftDocs/sdk-api).
 */
const OSVERSIONINFOW_BYTES = 276;

const reserved = (values: readonly unknown[]): number => (values[4] === null ? 0 : code.invalidParameter);

export const system: Record<string, Contract> = {
  RegGetValueW: {
    fails: 'code',
    // Every type, unexpanded, of the 64-bit view (winreg.h: RRF_RT_ANY, RRF_NOEXPAND, RRF_SUBKEY_WOW6464KEY).
    refuses: all(
      (values) => (values[5] !== null && values[6] === null ? code.invalidParameter : 0),
      fits(5, 6),
      is(3, 0xffff | 0x1000_0000 | 0x1_0000),
    ),
  },
  RegOpenKeyExW: {
    fails: 'code',
    // No option: the key that a link leads to is wanted, not the link.
    refuses: all(notNull(4), is(2, 0)),
    gives: (values) => ({ kind: 'registry key', address: pointerIn(values, 4), rights: numberAt(values, 3) }),
  },
  // RegQueryInfoKeyW wants KEY_QUERY_VALUE.
  RegQueryInfoKeyW: { fails: 'code', refuses: demands('registry key', 0x1) },
  // The sizes of names are in UTF-16 units, those of data in bytes; Reserved must be NULL.
  RegEnumKeyExW: {
    fails: 'code',
    refuses: all(demands('registry key', 0x8), notNull(2, 3), fits(2, 3, 2), reserved),
  },
  RegEnumValueW: {
    fails: 'code',
    refuses: all(demands('registry key', 0x1), notNull(2, 3), fits(2, 3, 2), fits(6, 7), reserved),
  },
  RegCloseKey: { fails: 'code', releases: 'registry key' },
  EvtQuery: { fails: 'false', gives: (_values, result) => eventHandle(result) },
  EvtNext: {
    fails: 'false',
    // Flags is reserved.
    refuses: all(demands('event handle', 0), notNull(2, 5), fits(2, 1, 8), is(4, 0)),
    givesMany: (values) => {
      const [array, count] = [bufferAt(values, 2), bufferAt(values, 5).readUInt32LE()];
      return Array.from({ length: count }, (_, index) => eventHandle(array.readBigUInt64LE(8 * index)));
    },
  },
  // Without ValuePaths there is none to count.
  EvtCreateRenderContext: { fails: 'false', refuses: is(0, 0), gives: (_values, result) => eventHandle(result) },
  EvtRender: {
    fails: 'false',
    refuses: all(demands('event handle', 0), notNull(1, 5, 6), fits(4, 3), (values) =>
      numberAt(values, 2) === 0 ? 0 : code.invalidParameter,
    ),
  },
  EvtClose: { fails: 'false', releases: 'event handle' },
  GetExtendedTcpTable: {
    fails: 'code',
    // In no order, which the agent needs none of; Reserved must be zero.
    refuses: all((values) => (values[1] === null ? code.invalidParameter : 0), fits(0, 1), is(2, 0), is(5, 0)),
  },
  RtlGetVersion: {
    fails: 'code',
    refuses: (values) => (bufferAt(values, 0).readUInt32LE() === OSVERSIONINFOW_BYTES ? 0 : code.invalidParameter),
  },
  SetConsoleCtrlHandler: { fails: 'false' },
  GetSystemDirectoryW: { fails: 'false', refuses: fits(0, 1, 2) },
  TerminateProcess: { fails: 'false' },
};

const eventHandle = (result: unknown) => ({ kind: 'event handle', address: result as bigint, rights: 0 });

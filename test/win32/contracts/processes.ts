import { all, bufferAt, type Contract, code, demands, fits, is, notNull, numberAt, pointerIn } from '../contract.ts';

/**
 * processthreadsapi.h, tlhelp32.h, winternl.h. Rights: desktop-src/ProcThread/process-security-and-access-rights.md
 * (MicrosoftDocs/win32). Exact sizes: NtQueryInformationProcess of ntoskrnl.
 */
const PROCESS_VM_READ = 0x10;
const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
const PROCESSENTRY32W_BYTES = 568;
const PROCESS_BASIC_INFORMATION_BYTES = 48;
const ProcessBasicInformation = 0;
const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

const entry: Contract = {
  fails: 'false',
  refuses: all(demands('handle', 0), (values) =>
    bufferAt(values, 1).readUInt32LE() === PROCESSENTRY32W_BYTES ? 0 : code.badLength,
  ),
};

export const processes: Record<string, Contract> = {
  GetCurrentProcess: { fails: 'never' },
  OpenProcess: {
    fails: 'false',
    refuses: all(
      // A handle that is inherited would stay open in every program that the agent starts.
      is(1, 0),
      // The System Idle Process has number 0.
      ([, , pid]) => (pid === 0 ? code.invalidParameter : pid === 4 ? code.accessDenied : 0),
    ),
    gives: ([access], result) => ({ kind: 'handle', address: result as bigint, rights: Number(access) }),
  },
  CloseHandle: { fails: 'false', releases: 'handle' },
  QueryFullProcessImageNameW: {
    fails: 'false',
    refuses: all(demands('handle', PROCESS_QUERY_LIMITED_INFORMATION), notNull(2, 3), fits(2, 3, 2)),
  },
  GetExitCodeProcess: {
    fails: 'false',
    refuses: all(demands('handle', PROCESS_QUERY_LIMITED_INFORMATION), notNull(1)),
  },
  ReadProcessMemory: { fails: 'false', refuses: all(demands('handle', PROCESS_VM_READ), notNull(1, 2), fits(2, 3)) },
  CreateToolhelp32Snapshot: {
    fails: 'invalid-handle',
    gives: (_values, result) => ({ kind: 'handle', address: result as bigint, rights: 0 }),
  },
  Process32FirstW: entry,
  Process32NextW: entry,
  NtQueryInformationProcess: {
    fails: 'code',
    refuses: all(demands('handle', PROCESS_QUERY_LIMITED_INFORMATION), fits(2, 3), (values) => {
      if (numberAt(values, 1) !== ProcessBasicInformation) return 0;
      return numberAt(values, 3) === PROCESS_BASIC_INFORMATION_BYTES ? 0 : code.infoLengthMismatch;
    }),
  },
  NtQuerySystemInformation: { fails: 'code', refuses: notNull(1) },
  RtlNtStatusToDosError: { fails: 'never' },
  // Called by tests, to end a process as the shim does.
  GetModuleHandleW: { fails: 'false' },
  GetProcAddress: { fails: 'false' },
  WaitForSingleObject: { fails: 'never' },
  CreateRemoteThread: {
    fails: 'false',
    gives: (_values, result) => ({ kind: 'handle', address: result as bigint, rights: 0 }),
  },
  OpenProcessToken: {
    fails: 'false',
    refuses: all(
      ([process, access], held) =>
        process === INVALID_HANDLE_VALUE
          ? 0
          : demands('handle', PROCESS_QUERY_LIMITED_INFORMATION)([process, access], held),
      notNull(2),
    ),
    gives: (values) => ({ kind: 'handle', address: pointerIn(values, 2), rights: numberAt(values, 1) }),
  },
};

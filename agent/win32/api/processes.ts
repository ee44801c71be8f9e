import { functionsOf, struct } from '../library.ts';

const kernel32 = functionsOf('kernel32.dll');
const ntdll = functionsOf('ntdll.dll');

/** Processes and jobs: processthreadsapi.h, tlhelp32.h, jobapi2.h, winternl.h. Numbers from winnt.h and these. */

export const PROCESS_VM_READ = 0x10;
export const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
export const TH32CS_SNAPPROCESS = 0x2;
export const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;
/** What OpenProcess says of an id that no process has. */
export const ERROR_INVALID_PARAMETER = 87;
export const ERROR_NO_MORE_FILES = 18;
/**
 * What QueryFullProcessImageNameW says of a process that has ended and is still held by a handle, and of one that lives
 * and runs no file.
 */
export const ERROR_GEN_FAILURE = 31;
/** The exit code of a process that has not ended. */
export const STILL_ACTIVE = 259;

export const GetCurrentProcess = kernel32('pointer GetCurrentProcess()');
export const OpenProcess = kernel32('pointer OpenProcess(u32, i32, u32)');
export const TerminateProcess = kernel32('i32 TerminateProcess(pointer, u32)');
export const CloseHandle = kernel32('i32 CloseHandle(pointer)');
export const QueryFullProcessImageNameW = kernel32('i32 QueryFullProcessImageNameW(pointer, u32, bytes, bytes)');
export const GetExitCodeProcess = kernel32('i32 GetExitCodeProcess(pointer, bytes)');
export const ReadProcessMemory = kernel32('i32 ReadProcessMemory(pointer, pointer, bytes, u64, bytes)');
export const CreateToolhelp32Snapshot = kernel32('pointer CreateToolhelp32Snapshot(u32, u32)');
export const Process32FirstW = kernel32('i32 Process32FirstW(pointer, bytes)');
export const Process32NextW = kernel32('i32 Process32NextW(pointer, bytes)');

export const PROCESSENTRY32W = struct({
  dwSize: 'u32',
  cntUsage: 'u32',
  th32ProcessID: 'u32',
  th32DefaultHeapID: 'u64',
  th32ModuleID: 'u32',
  cntThreads: 'u32',
  th32ParentProcessID: 'u32',
  pcPriClassBase: 'i32',
  dwFlags: 'u32',
  szExeFile: { units: 260 },
});

export const ProcessBasicInformation = 0;
/** Not in winternl.h: phnt, PROCESSINFOCLASS; since Windows 8.1. Answers with a UNICODE_STRING and its text after it. */
export const ProcessCommandLineInformation = 60;
/** ntstatus.h. */
export const STATUS_INVALID_INFO_CLASS = 0xc000_0003;
export const STATUS_INFO_LENGTH_MISMATCH = 0xc000_0004;
export const STATUS_BUFFER_TOO_SMALL = 0xc000_0023;
export const STATUS_BUFFER_OVERFLOW = 0x8000_0005;
export const STATUS_PROCESS_IS_TERMINATING = 0xc000_010a;
/** Of a process that has no command line: System, Registry and the like. */
export const STATUS_NOT_FOUND = 0xc000_0225;

/** Returns an NTSTATUS. */
export const NtQueryInformationProcess = ntdll('u32 NtQueryInformationProcess(pointer, i32, bytes, u32, bytes)');

export const SystemProcessInformation = 5;

/**
 * Returns an NTSTATUS. It has four parameters. The fifth keeps a place on the stack that Wine's system calls read for every
 * function, and that would be beyond the end of koffi's stack; Windows does not look there.
 */
export const NtQuerySystemInformation = ntdll('u32 NtQuerySystemInformation(i32, bytes, u32, bytes, u32)');
export const RtlNtStatusToDosError = ntdll('u32 RtlNtStatusToDosError(u32)');

/** On x64, without its threads. The times are not in winternl.h, which leaves what nobody reads here reserved too: phnt, ntexapi.h. */
export const SYSTEM_PROCESS_INFORMATION = struct({
  NextEntryOffset: 'u32',
  Reserved1: { bytes: 28 },
  CreateTime: 'u64',
  UserTime: 'u64',
  KernelTime: 'u64',
  ImageName: { bytes: 16 },
  BasePriority: 'i32',
  UniqueProcessId: 'u64',
  Reserved2: { bytes: 8 },
  HandleCount: 'u32',
  Reserved3: { bytes: 84 },
  PagefileUsage: 'u64',
});
export const PROCESS_BASIC_INFORMATION = struct({
  ExitStatus: 'u32',
  PebBaseAddress: 'pointer',
  AffinityMask: 'u64',
  BasePriority: 'i32',
  UniqueProcessId: 'u64',
  InheritedFromUniqueProcessId: 'u64',
});
export const UNICODE_STRING = struct({ Length: 'u16', MaximumLength: 'u16', Buffer: 'pointer' });
/** On x64: winternl.h gives PEB.ProcessParameters and RTL_USER_PROCESS_PARAMETERS.CommandLine after reserved fields. */
export const ProcessParametersOffset = 0x20;
export const CommandLineOffset = 0x70;

/** Job objects: jobapi2.h, jobapi.h; kernel32.dll. Numbers from winnt.h. */

/** JOBOBJECTINFOCLASS. */
export const JobObjectBasicAccountingInformation = 1;
export const JobObjectBasicProcessIdList = 3;
export const JobObjectExtendedLimitInformation = 9;
export const JobObjectCpuRateControlInformation = 15;
/** Not in winnt.h: the number is hcsshim's (internal/winapi/jobobject.go). */
export const JobObjectMemoryUsageInformation = 28;
/** Not in winnt.h: ntddk.h, SILOOBJECT_BASIC_INFORMATION; the number is hcsshim's (internal/winapi/jobobject.go). */
export const JobObjectSiloBasicInformation = 36;

export const JOB_OBJECT_LIMIT_ACTIVE_PROCESS = 0x8;
export const JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x100;
export const JOB_OBJECT_LIMIT_JOB_MEMORY = 0x200;
export const JOB_OBJECT_CPU_RATE_CONTROL_ENABLE = 0x1;
export const JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP = 0x4;

export const IsProcessInJob = kernel32('i32 IsProcessInJob(pointer, pointer, bytes)');
/** The right to ask a job: winnt.h. */
export const JOB_OBJECT_QUERY = 0x4;
export const OpenJobObjectW = kernel32('pointer OpenJobObjectW(u32, i32, text)');
/** With a NULL job it answers for the job of the calling process. */
export const QueryInformationJobObject = kernel32('i32 QueryInformationJobObject(pointer, i32, bytes, u32, bytes)');

export const JOBOBJECT_BASIC_ACCOUNTING_INFORMATION = struct({
  TotalUserTime: 'u64',
  TotalKernelTime: 'u64',
  ThisPeriodTotalUserTime: 'u64',
  ThisPeriodTotalKernelTime: 'u64',
  TotalPageFaultCount: 'u32',
  TotalProcesses: 'u32',
  ActiveProcesses: 'u32',
  TotalTerminatedProcesses: 'u32',
});

/** Then as many ids, each of 64 bits. */
export const JOBOBJECT_BASIC_PROCESS_ID_LIST = struct({
  NumberOfAssignedProcesses: 'u32',
  NumberOfProcessIdsInList: 'u32',
  ProcessIdList: 'u64',
});
export const JOBOBJECT_MEMORY_USAGE_INFORMATION = struct({ JobMemory: 'u64', PeakJobMemoryUsed: 'u64' });

/** JOBOBJECT_BASIC_LIMIT_INFORMATION comes first, written out, then IO_COUNTERS. */
export const JOBOBJECT_EXTENDED_LIMIT_INFORMATION = struct({
  PerProcessUserTimeLimit: 'u64',
  PerJobUserTimeLimit: 'u64',
  LimitFlags: 'u32',
  MinimumWorkingSetSize: 'u64',
  MaximumWorkingSetSize: 'u64',
  ActiveProcessLimit: 'u32',
  Affinity: 'u64',
  PriorityClass: 'u32',
  SchedulingClass: 'u32',
  IoInfo: { bytes: 48 },
  ProcessMemoryLimit: 'u64',
  JobMemoryLimit: 'u64',
  PeakProcessMemoryUsed: 'u64',
  PeakJobMemoryUsed: 'u64',
});

/** CpuRate is one arm of a union; it holds with HARD_CAP. */
export const JOBOBJECT_CPU_RATE_CONTROL_INFORMATION = struct({ ControlFlags: 'u32', CpuRate: 'u32' });

export const SILOOBJECT_BASIC_INFORMATION = struct({
  SiloId: 'u32',
  SiloParentId: 'u32',
  NumberOfProcesses: 'u32',
  IsInServerSilo: 'u8',
  Reserved0: 'u8',
  Reserved1: 'u16',
});

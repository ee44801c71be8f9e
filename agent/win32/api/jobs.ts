import { declare, struct } from '../library.ts';

/** Job objects: jobapi2.h, jobapi.h; kernel32.dll. Numbers from winnt.h. */

/** JOBOBJECTINFOCLASS. */
export const JobObjectBasicAccountingInformation = 1;
export const JobObjectExtendedLimitInformation = 9;
export const JobObjectCpuRateControlInformation = 15;
/** Not in winnt.h: ntddk.h, SILOOBJECT_BASIC_INFORMATION; the number is hcsshim's (internal/winapi/jobobject.go). */
export const JobObjectSiloBasicInformation = 36;

export const JOB_OBJECT_LIMIT_ACTIVE_PROCESS = 0x8;
export const JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x100;
export const JOB_OBJECT_LIMIT_JOB_MEMORY = 0x200;
export const JOB_OBJECT_CPU_RATE_CONTROL_ENABLE = 0x1;
export const JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP = 0x4;

export const IsProcessInJob = declare('kernel32.dll', 'IsProcessInJob', 'i32', ['pointer', 'pointer', 'bytes']);
/** With a NULL job it answers for the job of the calling process. */
export const QueryInformationJobObject = declare('kernel32.dll', 'QueryInformationJobObject', 'i32', [
  'pointer',
  'i32',
  'bytes',
  'u32',
  'bytes',
]);

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

/** JOBOBJECT_BASIC_LIMIT_INFORMATION and IO_COUNTERS come first, written out. */
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
  ReadOperationCount: 'u64',
  WriteOperationCount: 'u64',
  OtherOperationCount: 'u64',
  ReadTransferCount: 'u64',
  WriteTransferCount: 'u64',
  OtherTransferCount: 'u64',
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

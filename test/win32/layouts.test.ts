import { expect, test } from 'vitest';
import * as accounts from '../../agent/win32/api/accounts.ts';
import * as rights from '../../agent/win32/api/accounts.ts';
import * as security from '../../agent/win32/api/accounts.ts';
import * as eventLogs from '../../agent/win32/api/event-logs.ts';
import * as files from '../../agent/win32/api/files.ts';
import { OSVERSIONINFOW } from '../../agent/win32/api/files.ts';
import * as listeners from '../../agent/win32/api/listeners.ts';
import * as jobs from '../../agent/win32/api/processes.ts';
import * as processes from '../../agent/win32/api/processes.ts';
import * as services from '../../agent/win32/api/services.ts';

/** Sizes and offsets of the C structures as the x64 compiler lays them out. */
test.each([
  [
    'QUERY_SERVICE_CONFIGW',
    services.QUERY_SERVICE_CONFIGW,
    64,
    { dwStartType: 4, lpBinaryPathName: 16, lpDependencies: 40, lpServiceStartName: 48, lpDisplayName: 56 },
  ],
  [
    'SERVICE_STATUS_PROCESS',
    services.SERVICE_STATUS_PROCESS,
    36,
    { dwCurrentState: 4, dwWin32ExitCode: 12, dwProcessId: 28 },
  ],
  [
    'ENUM_SERVICE_STATUS_PROCESSW',
    services.ENUM_SERVICE_STATUS_PROCESSW,
    56,
    { lpDisplayName: 8, dwCurrentState: 20, dwProcessId: 44 },
  ],
  [
    'SERVICE_FAILURE_ACTIONSW',
    services.SERVICE_FAILURE_ACTIONSW,
    40,
    { dwResetPeriod: 0, cActions: 24, lpsaActions: 32 },
  ],
  ['SC_ACTION', services.SC_ACTION, 8, { Type: 0, Delay: 4 }],
  ['PROCESSENTRY32W', processes.PROCESSENTRY32W, 568, { th32ProcessID: 8, th32ParentProcessID: 32, szExeFile: 44 }],
  [
    'SYSTEM_PROCESS_INFORMATION, its head',
    processes.SYSTEM_PROCESS_INFORMATION,
    192,
    {
      CreateTime: 32,
      UserTime: 40,
      KernelTime: 48,
      BasePriority: 72,
      UniqueProcessId: 80,
      HandleCount: 96,
      PagefileUsage: 184,
    },
  ],
  ['PROCESS_BASIC_INFORMATION', processes.PROCESS_BASIC_INFORMATION, 48, { PebBaseAddress: 8 }],
  ['UNICODE_STRING', processes.UNICODE_STRING, 16, { MaximumLength: 2, Buffer: 8 }],
  ['SID_AND_ATTRIBUTES', security.SID_AND_ATTRIBUTES, 16, { Sid: 0, Attributes: 8 }],
  ['LUID_AND_ATTRIBUTES', security.LUID_AND_ATTRIBUTES, 12, { Attributes: 8 }],
  ['JOBOBJECT_BASIC_PROCESS_ID_LIST, with one', jobs.JOBOBJECT_BASIC_PROCESS_ID_LIST, 16, { ProcessIdList: 8 }],
  ['JOBOBJECT_MEMORY_USAGE_INFORMATION', jobs.JOBOBJECT_MEMORY_USAGE_INFORMATION, 16, { PeakJobMemoryUsed: 8 }],
  ['JOBOBJECT_BASIC_ACCOUNTING_INFORMATION', jobs.JOBOBJECT_BASIC_ACCOUNTING_INFORMATION, 48, { ActiveProcesses: 40 }],
  [
    'JOBOBJECT_EXTENDED_LIMIT_INFORMATION',
    jobs.JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    144,
    {
      LimitFlags: 16,
      ActiveProcessLimit: 40,
      IoInfo: 64,
      ProcessMemoryLimit: 112,
      JobMemoryLimit: 120,
      PeakJobMemoryUsed: 136,
    },
  ],
  ['JOBOBJECT_CPU_RATE_CONTROL_INFORMATION', jobs.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION, 8, { CpuRate: 4 }],
  ['SILOOBJECT_BASIC_INFORMATION', jobs.SILOOBJECT_BASIC_INFORMATION, 16, { IsInServerSilo: 12 }],
  ['EVT_VARIANT', eventLogs.EVT_VARIANT, 16, { Value: 0, Count: 8, Type: 12 }],
  ['LOCALGROUP_INFO_0', accounts.LOCALGROUP_INFO_0, 8, { lgrpi0_name: 0 }],
  [
    'LOCALGROUP_MEMBERS_INFO_2',
    accounts.LOCALGROUP_MEMBERS_INFO_2,
    24,
    { lgrmi2_sidusage: 8, lgrmi2_domainandname: 16 },
  ],
  ['USER_INFO_20', accounts.USER_INFO_20, 32, { usri20_flags: 24 }],
  ['LSA_OBJECT_ATTRIBUTES', rights.LSA_OBJECT_ATTRIBUTES, 48, { Length: 0 }],
  ['LSA_UNICODE_STRING', rights.LSA_UNICODE_STRING, 16, { Buffer: 8 }],
  ['LSA_ENUMERATION_INFORMATION', rights.LSA_ENUMERATION_INFORMATION, 8, { Sid: 0 }],
  ['VS_FIXEDFILEINFO, its head', files.VS_FIXEDFILEINFO, 16, { dwFileVersionMS: 8, dwFileVersionLS: 12 }],
  ['MIB_TCPROW_OWNER_PID', listeners.MIB_TCPROW_OWNER_PID, 24, { dwLocalAddr: 4, dwLocalPort: 8, dwOwningPid: 20 }],
  [
    'MIB_TCP6ROW_OWNER_PID',
    listeners.MIB_TCP6ROW_OWNER_PID,
    56,
    { ucLocalAddr: 0, dwLocalPort: 20, dwState: 48, dwOwningPid: 52 },
  ],
  ['OSVERSIONINFOW', OSVERSIONINFOW, 276, { dwBuildNumber: 12 }],
])('%s lies in memory as Windows has it', (_, layout, size, offsets) => {
  expect(layout.size).toBe(size);
  expect(Object.fromEntries(Object.keys(offsets).map((field) => [field, layout.offsetOf(field as never)]))).toEqual(
    offsets,
  );
});

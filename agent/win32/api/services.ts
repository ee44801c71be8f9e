import { functionsOf, struct } from '../library.ts';

const advapi32 = functionsOf('advapi32.dll');

/** The service control manager: winsvc.h, advapi32.dll. Numbers from winsvc.h and winnt.h. */

export const SC_MANAGER_CONNECT = 0x1;
export const SC_MANAGER_ENUMERATE_SERVICE = 0x4;
export const SERVICE_QUERY_CONFIG = 0x1;
export const SERVICE_QUERY_STATUS = 0x4;
export const SC_STATUS_PROCESS_INFO = 0;
export const SC_ENUM_PROCESS_INFO = 0;
export const SERVICE_DRIVER = 0xb;
export const SERVICE_WIN32 = 0x30;
export const SERVICE_STATE_ALL = 0x3;
export const SERVICE_CONFIG_FAILURE_ACTIONS = 2;
export const ERROR_SERVICE_DOES_NOT_EXIST = 1060;
export const ERROR_INVALID_LEVEL = 124;

export const OpenSCManagerW = advapi32('pointer OpenSCManagerW(text, text, u32)');
export const OpenServiceW = advapi32('pointer OpenServiceW(pointer, text, u32)');
export const CloseServiceHandle = advapi32('i32 CloseServiceHandle(pointer)');
export const QueryServiceConfigW = advapi32('i32 QueryServiceConfigW(pointer, bytes, u32, bytes)');
export const QueryServiceConfig2W = advapi32('i32 QueryServiceConfig2W(pointer, u32, bytes, u32, bytes)');
export const QueryServiceStatusEx = advapi32('i32 QueryServiceStatusEx(pointer, i32, bytes, u32, bytes)');
export const EnumServicesStatusExW = advapi32(
  'i32 EnumServicesStatusExW(pointer, i32, u32, u32, bytes, u32, bytes, bytes, bytes, text)',
);

export const QUERY_SERVICE_CONFIGW = struct({
  dwServiceType: 'u32',
  dwStartType: 'u32',
  dwErrorControl: 'u32',
  lpBinaryPathName: 'text',
  lpLoadOrderGroup: 'text',
  dwTagId: 'u32',
  /** A list of texts, each ended by NUL, the list by one more; load-order groups among them begin with `+`. */
  lpDependencies: 'pointer',
  lpServiceStartName: 'text',
  lpDisplayName: 'text',
});

const serviceStatusProcess = {
  dwServiceType: 'u32',
  dwCurrentState: 'u32',
  dwControlsAccepted: 'u32',
  dwWin32ExitCode: 'u32',
  dwServiceSpecificExitCode: 'u32',
  dwCheckPoint: 'u32',
  dwWaitHint: 'u32',
  dwProcessId: 'u32',
  dwServiceFlags: 'u32',
} as const;
export const SERVICE_STATUS_PROCESS = struct(serviceStatusProcess);

export const ENUM_SERVICE_STATUS_PROCESSW = struct({
  lpServiceName: 'text',
  lpDisplayName: 'text',
  ...serviceStatusProcess,
});

export const SERVICE_FAILURE_ACTIONSW = struct({
  dwResetPeriod: 'u32',
  lpRebootMsg: 'pointer',
  lpCommand: 'pointer',
  cActions: 'u32',
  lpsaActions: 'pointer',
});
export const SC_ACTION = struct({ Type: 'i32', Delay: 'u32' });

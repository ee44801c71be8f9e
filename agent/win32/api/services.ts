import { declare, struct } from '../library.ts';

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

export const OpenSCManagerW = declare('advapi32.dll', 'OpenSCManagerW', 'pointer', ['text', 'text', 'u32']);
export const OpenServiceW = declare('advapi32.dll', 'OpenServiceW', 'pointer', ['pointer', 'text', 'u32']);
export const CloseServiceHandle = declare('advapi32.dll', 'CloseServiceHandle', 'i32', ['pointer']);
export const QueryServiceConfigW = declare('advapi32.dll', 'QueryServiceConfigW', 'i32', [
  'pointer',
  'bytes',
  'u32',
  'bytes',
]);
export const QueryServiceConfig2W = declare('advapi32.dll', 'QueryServiceConfig2W', 'i32', [
  'pointer',
  'u32',
  'bytes',
  'u32',
  'bytes',
]);
export const QueryServiceStatusEx = declare('advapi32.dll', 'QueryServiceStatusEx', 'i32', [
  'pointer',
  'i32',
  'bytes',
  'u32',
  'bytes',
]);
export const EnumServicesStatusExW = declare('advapi32.dll', 'EnumServicesStatusExW', 'i32', [
  'pointer',
  'i32',
  'u32',
  'u32',
  'bytes',
  'u32',
  'bytes',
  'bytes',
  'bytes',
  'text',
]);

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

import { all, type Contract, code, demands, fits, notNull, numberAt } from '../contract.ts';

/**
 * winsvc.h. Sizes and limits: the pages of OpenServiceW, QueryServiceConfigW, QueryServiceConfig2W, QueryServiceStatusEx
 * and EnumServicesStatusExW (MicrosoftDocs/sdk-api); rights: desktop-src/Services/service-security-and-access-rights.md
 * (MicrosoftDocs/win32).
 */
const SC_MANAGER_CONNECT = 0x1;
const SC_MANAGER_ENUMERATE_SERVICE = 0x4;
const SERVICE_QUERY_CONFIG = 0x1;
const SERVICE_QUERY_STATUS = 0x4;
const SERVICE_STATUS_PROCESS_BYTES = 36;
/** Of one answer of EnumServicesStatusExW, and of a configuration. */
const maxListBytes = 256 * 1024;
const maxConfigBytes = 8 * 1024;

export const services: Record<string, Contract> = {
  OpenSCManagerW: {
    fails: 'false',
    // CONNECT is implied.
    gives: ([, , access], result) => ({
      kind: 'service manager',
      address: result as bigint,
      rights: Number(access) | SC_MANAGER_CONNECT,
    }),
  },
  OpenServiceW: {
    fails: 'false',
    refuses: demands('service manager', SC_MANAGER_CONNECT),
    gives: ([, , access], result) => ({ kind: 'service', address: result as bigint, rights: Number(access) }),
  },
  QueryServiceConfigW: {
    fails: 'false',
    refuses: all(demands('service', SERVICE_QUERY_CONFIG), notNull(3), fits(1, 2), atMost(2, maxConfigBytes)),
  },
  QueryServiceConfig2W: {
    fails: 'false',
    refuses: all(demands('service', SERVICE_QUERY_CONFIG), notNull(4), fits(2, 3), atMost(3, maxConfigBytes)),
  },
  QueryServiceStatusEx: {
    fails: 'false',
    refuses: all(demands('service', SERVICE_QUERY_STATUS), notNull(4), fits(2, 3), (values) =>
      numberAt(values, 3) < SERVICE_STATUS_PROCESS_BYTES ? code.insufficientBuffer : 0,
    ),
  },
  EnumServicesStatusExW: {
    fails: 'false',
    refuses: all(
      demands('service manager', SC_MANAGER_ENUMERATE_SERVICE),
      notNull(6, 7, 8),
      fits(4, 5),
      atMost(5, maxListBytes),
    ),
  },
  CloseServiceHandle: { fails: 'false', releases: 'service, service manager' },
};

function atMost(place: number, bytes: number): NonNullable<Contract['refuses']> {
  return (values) => (numberAt(values, place) > bytes ? code.invalidParameter : 0);
}

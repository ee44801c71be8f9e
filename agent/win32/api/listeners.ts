import { functionsOf, struct } from '../library.ts';

const iphlpapi = functionsOf('iphlpapi.dll');

/** TCP tables: iphlpapi.h, tcpmib.h; iphlpapi.dll. Ports are in network byte order in the lower 16 bits. */

export const AF_INET = 2;
export const AF_INET6 = 23;
export const TCP_TABLE_OWNER_PID_LISTENER = 3;
export const TCP_TABLE_OWNER_PID_CONNECTIONS = 4;

/** Returns its error code. */
export const GetExtendedTcpTable = iphlpapi('u32 GetExtendedTcpTable(bytes, bytes, i32, u32, i32, u32)');

/** In both tables the rows follow a count (dwNumEntries, u32). */
export const TcpTableOffset = 4;
export const MIB_TCPROW_OWNER_PID = struct({
  dwState: 'u32',
  dwLocalAddr: { bytes: 4 },
  dwLocalPort: 'u32',
  dwRemoteAddr: { bytes: 4 },
  dwRemotePort: 'u32',
  dwOwningPid: 'u32',
});
export const MIB_TCP6ROW_OWNER_PID = struct({
  ucLocalAddr: { bytes: 16 },
  dwLocalScopeId: 'u32',
  dwLocalPort: 'u32',
  ucRemoteAddr: { bytes: 16 },
  dwRemoteScopeId: 'u32',
  dwRemotePort: 'u32',
  dwState: 'u32',
  dwOwningPid: 'u32',
});

import { declare, struct } from '../library.ts';

/** TCP tables: iphlpapi.h, tcpmib.h; iphlpapi.dll. Ports are in network byte order in the lower 16 bits. */

export const AF_INET = 2;
export const AF_INET6 = 23;
export const TCP_TABLE_OWNER_PID_LISTENER = 3;
export const TCP_TABLE_OWNER_PID_CONNECTIONS = 4;

/** Returns its error code. */
export const GetExtendedTcpTable = declare('iphlpapi.dll', 'GetExtendedTcpTable', 'u32', [
  'bytes',
  'bytes',
  'i32',
  'u32',
  'i32',
  'u32',
]);

/** In both tables the rows follow a count (dwNumEntries, u32). */
export const TcpTableOffset = 4;
export const MIB_TCPROW_OWNER_PID = struct({
  dwState: 'u32',
  dwLocalAddr: 'u32',
  dwLocalPort: 'u32',
  dwRemoteAddr: 'u32',
  dwRemotePort: 'u32',
  dwOwningPid: 'u32',
});
/** ucLocalAddr and ucRemoteAddr are 16 bytes each, here as four words. */
export const MIB_TCP6ROW_OWNER_PID = struct({
  ucLocalAddr0: 'u32',
  ucLocalAddr1: 'u32',
  ucLocalAddr2: 'u32',
  ucLocalAddr3: 'u32',
  dwLocalScopeId: 'u32',
  dwLocalPort: 'u32',
  ucRemoteAddr0: 'u32',
  ucRemoteAddr1: 'u32',
  ucRemoteAddr2: 'u32',
  ucRemoteAddr3: 'u32',
  dwRemoteScopeId: 'u32',
  dwRemotePort: 'u32',
  dwState: 'u32',
  dwOwningPid: 'u32',
});

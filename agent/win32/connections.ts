import type { Network, SocketEnd } from '../host.ts';
import * as api from './api/listeners.ts';
import { ipv6At, portOf, readTcpTable } from './tcp-table.ts';

interface Connection {
  local: SocketEnd;
  remote: SocketEnd;
  pid: number;
}

const isSame = (one: SocketEnd, other: SocketEnd) => one.address === other.address && one.port === other.port;

/** By the table of connections, which has both ends of one over loopback, each with its own process. */
export const owner: Network['owner'] = async ({ local, remote }) => {
  const table = (family: number) => readTcpTable(family, api.TCP_TABLE_OWNER_PID_CONNECTIONS);
  const all = local.address.includes(':')
    ? ipv6Connections(await table(api.AF_INET6))
    : ipv4Connections(await table(api.AF_INET));
  return all.find((one) => isSame(one.local, local) && isSame(one.remote, remote))?.pid ?? null;
};

/** A MIB_TCPTABLE_OWNER_PID. */
export function ipv4Connections(table: Buffer): Connection[] {
  const row = api.MIB_TCPROW_OWNER_PID;
  return Array.from({ length: table.readUInt32LE() }, (_, index) => {
    const at = api.TcpTableOffset + index * row.size;
    const addressAt = (start: number) => table.subarray(start, start + 4).join('.');
    const { dwLocalPort, dwRemotePort, dwOwningPid } = row.read(table, at);
    return {
      local: { address: addressAt(at + row.offsetOf('dwLocalAddr')), port: portOf(dwLocalPort) },
      remote: { address: addressAt(at + row.offsetOf('dwRemoteAddr')), port: portOf(dwRemotePort) },
      pid: dwOwningPid,
    };
  });
}

/** A MIB_TCP6TABLE_OWNER_PID. */
export function ipv6Connections(table: Buffer): Connection[] {
  const row = api.MIB_TCP6ROW_OWNER_PID;
  return Array.from({ length: table.readUInt32LE() }, (_, index) => {
    const at = api.TcpTableOffset + index * row.size;
    const { dwLocalPort, dwRemotePort, dwOwningPid } = row.read(table, at);
    return {
      local: { address: ipv6At(table, at), port: portOf(dwLocalPort) },
      remote: { address: ipv6At(table, at + row.offsetOf('ucRemoteAddr0')), port: portOf(dwRemotePort) },
      pid: dwOwningPid,
    };
  });
}

import type { Network } from '../host.ts';
import * as api from './api/listeners.ts';
import { ipv6At, portOf, readTcpTable } from './tcp-table.ts';

type Listener = Awaited<ReturnType<Network['listeners']>>[number];

/** TCP listeners over IPv4 and IPv6 with the process that owns each. */
export async function listeners(): Promise<Listener[]> {
  const table = (family: number) => readTcpTable(family, api.TCP_TABLE_OWNER_PID_LISTENER);
  return [...ipv4Listeners(await table(api.AF_INET)), ...ipv6Listeners(await table(api.AF_INET6))];
}

/** A MIB_TCPTABLE_OWNER_PID. */
export function ipv4Listeners(table: Buffer): Listener[] {
  const row = api.MIB_TCPROW_OWNER_PID;
  return Array.from({ length: table.readUInt32LE() }, (_, index) => {
    const at = api.TcpTableOffset + index * row.size;
    const local = at + row.offsetOf('dwLocalAddr');
    const { dwLocalPort, dwOwningPid } = row.read(table, at);
    return { address: table.subarray(local, local + 4).join('.'), port: portOf(dwLocalPort), pid: dwOwningPid };
  });
}

/** A MIB_TCP6TABLE_OWNER_PID. */
export function ipv6Listeners(table: Buffer): Listener[] {
  const row = api.MIB_TCP6ROW_OWNER_PID;
  return Array.from({ length: table.readUInt32LE() }, (_, index) => {
    const at = api.TcpTableOffset + index * row.size;
    const { dwLocalPort, dwOwningPid } = row.read(table, at);
    return { address: ipv6At(table, at), port: portOf(dwLocalPort), pid: dwOwningPid };
  });
}

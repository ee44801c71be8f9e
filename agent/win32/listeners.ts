import type { Network, SocketEnd } from '../host.ts';
import * as api from './api/listeners.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';

/** On a busy machine the call sometimes fails with this code; it is not documented (psutil, _psutil_windows net.c). */
const STATUS_UNSUCCESSFUL = 0xc000_0001;
const maxTries = 5;
const table = { call: 'GetExtendedTcpTable', bytes: 16 * 1024, maxBytes: 16 * 1024 * 1024 };

/** A table of TCP for one family of addresses. */
async function readTcpTable(family: number, tableClass: number): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const { code, buffer } = await fill(table, async (bytes, size) => {
      const { result } = await api.GetExtendedTcpTable(bytes, size, 0, family, tableClass, 0);
      return result;
    });
    if (code === 0) return buffer;
    if (code !== STATUS_UNSUCCESSFUL || tries === maxTries) throw win32Error('GetExtendedTcpTable', '', code);
  }
}

/** URL writes an address in its short form; the brackets are its own. */
function ipv6Of(bytes: Uint8Array): string {
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Only the lower 16 bits hold the port; the upper ones may hold anything. */
const portOf = (word: number): number => ((word & 0xff) << 8) | ((word >>> 8) & 0xff);

/** A MIB_TCPTABLE_OWNER_PID. The row of a listener has no remote end. */
export const ipv4Rows = (table: Buffer) =>
  api.MIB_TCPROW_OWNER_PID.all(table, table.readUInt32LE(), api.TcpTableOffset).map((row) => ({
    local: { address: row.dwLocalAddr.join('.'), port: portOf(row.dwLocalPort) },
    remote: { address: row.dwRemoteAddr.join('.'), port: portOf(row.dwRemotePort) },
    pid: row.dwOwningPid,
  }));

/** A MIB_TCP6TABLE_OWNER_PID. */
export const ipv6Rows = (table: Buffer) =>
  api.MIB_TCP6ROW_OWNER_PID.all(table, table.readUInt32LE(), api.TcpTableOffset).map((row) => ({
    local: { address: ipv6Of(row.ucLocalAddr), port: portOf(row.dwLocalPort) },
    remote: { address: ipv6Of(row.ucRemoteAddr), port: portOf(row.dwRemotePort) },
    pid: row.dwOwningPid,
  }));

/** TCP listeners over IPv4 and IPv6 with the process that owns each. */
export const listeners: Network['listeners'] = async () => {
  const table = (family: number) => readTcpTable(family, api.TCP_TABLE_OWNER_PID_LISTENER);
  const rows = [...ipv4Rows(await table(api.AF_INET)), ...ipv6Rows(await table(api.AF_INET6))];
  return rows.map(({ local, pid }) => ({ ...local, pid }));
};

const isSame = (one: SocketEnd, other: SocketEnd) => one.address === other.address && one.port === other.port;

/** By the table of connections, which has both ends of one over loopback, each with its own process. */
export const owner: Network['owner'] = async ({ local, remote }) => {
  const table = (family: number) => readTcpTable(family, api.TCP_TABLE_OWNER_PID_CONNECTIONS);
  const all = local.address.includes(':') ? ipv6Rows(await table(api.AF_INET6)) : ipv4Rows(await table(api.AF_INET));
  return all.find((one) => isSame(one.local, local) && isSame(one.remote, remote))?.pid ?? null;
};

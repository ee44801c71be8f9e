import type { Network, SocketEnd } from '../host.ts';
import * as api from './api/listeners.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';

/** On a busy machine the call sometimes fails with this code; it is not documented (psutil, _psutil_windows net.c). */
const STATUS_UNSUCCESSFUL = 0xc000_0001;
const maxTries = 5;

/** A table of TCP for one family of addresses. */
async function readTcpTable(family: number, tableClass: number): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const { code, buffer } = await fillTable(family, tableClass);
    if (code === 0) return buffer;
    if (code !== STATUS_UNSUCCESSFUL || tries === maxTries) throw win32Error('GetExtendedTcpTable', '', code);
  }
}

function fillTable(family: number, tableClass: number): Promise<{ code: number; buffer: Buffer }> {
  const what = { call: 'GetExtendedTcpTable', bytes: 16 * 1024, maxBytes: 16 * 1024 * 1024 };
  return fill(what, async (bytes) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    const { result } = await api.GetExtendedTcpTable(bytes, size, 0, family, tableClass, 0);
    return { code: result, needed: size.readUInt32LE() };
  });
}

function ipv6At(table: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => table.readUInt16BE(at + 2 * index).toString(16));
  // URL writes an address in its short form; the brackets are its own.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Only the lower 16 bits hold the port; the upper ones may hold anything. */
const portOf = (word: number): number => ((word & 0xff) << 8) | ((word >>> 8) & 0xff);

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

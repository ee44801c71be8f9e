import type { Network } from '../host.ts';
import * as api from './api/listeners.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';

type Listener = Awaited<ReturnType<Network['listeners']>>[number];

/** TCP listeners over IPv4 and IPv6 with the process that owns each. */
export async function listeners(): Promise<Listener[]> {
  return [...ipv4Listeners(await readTable(api.AF_INET)), ...ipv6Listeners(await readTable(api.AF_INET6))];
}

/** On a busy machine the call fails with this for a moment; it is not documented (psutil, _psutil_windows net.c). */
const STATUS_UNSUCCESSFUL = 0xc000_0001;
const maxTries = 5;

/** The table may grow between two calls, so there is a quarter more room than the last one asked for. */
async function readTable(family: number): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const { code, buffer } = await fillTable(family);
    if (code === 0) return buffer;
    if (code !== STATUS_UNSUCCESSFUL || tries === maxTries) throw win32Error('GetExtendedTcpTable', '', code);
  }
}

function fillTable(family: number): Promise<{ code: number; buffer: Buffer }> {
  const what = { call: 'GetExtendedTcpTable', bytes: 16 * 1024, maxBytes: 16 * 1024 * 1024 };
  return fill(what, async (bytes) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    const { result } = await api.GetExtendedTcpTable(bytes, size, 0, family, api.TCP_TABLE_OWNER_PID_LISTENER, 0);
    return { code: result, needed: Math.ceil(size.readUInt32LE() * 1.25) };
  });
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

function ipv6At(table: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => table.readUInt16BE(at + 2 * index).toString(16));
  // URL writes an address in its short form; the brackets are its own.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Only the lower 16 bits hold the port; the upper ones may hold anything. */
const portOf = (word: number): number => ((word & 0xff) << 8) | ((word >>> 8) & 0xff);

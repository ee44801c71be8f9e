import * as api from './api/listeners.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';

/** On a busy machine the call sometimes fails with this code; it is not documented (psutil, _psutil_windows net.c). */
const STATUS_UNSUCCESSFUL = 0xc000_0001;
const maxTries = 5;

/** A table of TCP for one family of addresses. */
export async function readTcpTable(family: number, tableClass: number): Promise<Buffer> {
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

export function ipv6At(table: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => table.readUInt16BE(at + 2 * index).toString(16));
  // URL writes an address in its short form; the brackets are its own.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Only the lower 16 bits hold the port; the upper ones may hold anything. */
export const portOf = (word: number): number => ((word & 0xff) << 8) | ((word >>> 8) & 0xff);

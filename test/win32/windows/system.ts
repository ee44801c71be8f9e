import { bufferAt } from '../contract.ts';
import type { Machine } from '../machine.ts';
import { type Field, wide } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const FILE_NOT_FOUND = 2;
const MORE_DATA = 234;
const AF_INET = 2;
const TCP_TABLE_OWNER_PID_CONNECTIONS = 4;

export function systemAnswers({
  registry = {},
  keys = {},
  listeners = [],
  connections = [],
  build = 20_348,
}: Machine): Record<string, Call> {
  return {
    GetSystemDirectoryW([buffer]) {
      const path = 'C:\\Windows\\System32';
      wide(path).copy(buffer as Buffer);
      return { returns: path.length };
    },
    RegGetValueW([, key, value, , type, buffer, size]) {
      const found = registry[`${key}\\${value}`];
      if (found === undefined) return FILE_NOT_FOUND;
      (type as Buffer).writeUInt32LE(found.type);
      (size as Buffer).writeUInt32LE(found.data.length);
      if ((buffer as Buffer).length < found.data.length) return MORE_DATA;
      found.data.copy(buffer as Buffer);
      return 0;
    },
    RegOpenKeyExW([, key, , , handle], { open }) {
      const written = keys[String(key)];
      if (written === undefined) return FILE_NOT_FOUND;
      if (typeof written === 'number') return written;
      (handle as Buffer).writeBigUInt64LE(open(written));
      return 0;
    },
    RegQueryInfoKeyW(values, { at }) {
      bufferAt(values, 11).writeBigUInt64LE(at(values[0]) as bigint);
      return 0;
    },
    RegCloseKey: () => 0,
    GetExtendedTcpTable([all, needed, , family, tableClass]) {
      // It fills as much as it is told, not as much as there is (pdwSize).
      const buffer = (all as Buffer).subarray(0, (needed as Buffer).readUInt32LE());
      if (tableClass === TCP_TABLE_OWNER_PID_CONNECTIONS) {
        const ends = connections.flatMap(({ local, remote, pid }, index): Field[] => [
          ...endFields(local, 4 + index * 24 + 4),
          ...endFields(remote, 4 + index * 24 + 12),
          ['u32', 4 + index * 24 + 20, pid],
        ]);
        const size = 4 + connections.length * 24;
        return answerInto({ buffer, needed, tooSmall: 122 }, size, [['u32', 0, connections.length], ...ends]);
      }
      const rows = listeners.filter(({ address }) => address.includes(':') === (family !== AF_INET));
      const rowBytes = family === AF_INET ? 24 : 56;
      const fields = rows.flatMap((row, index) => rowFields(row, 4 + index * rowBytes));
      return answerInto({ buffer, needed, tooSmall: 122 }, 4 + rows.length * rowBytes, [
        ['u32', 0, rows.length],
        ...fields,
      ]);
    },
    RtlGetVersion([info]) {
      (info as Buffer).writeUInt32LE(build, 12);
      return 0;
    },
  };
}

/** An IPv4 address, and its port in network byte order. */
const endFields = ({ address, port }: { address: string; port: number }, at: number): Field[] => [
  ['u32', at, Buffer.from(address.split('.').map(Number)).readUInt32LE()],
  ['u32', at + 4, ((port & 0xff) << 8) | (port >>> 8)],
];

/** The port in network byte order; IPv6 is `::` or `::1` here. */
function rowFields({ address, port, pid }: { address: string; port: number; pid: number }, at: number): Field[] {
  const swapped = ((port & 0xff) << 8) | (port >>> 8);
  if (!address.includes(':')) {
    const bytes = Buffer.from(address.split('.').map(Number));
    return [
      ['u32', at + 4, bytes.readUInt32LE()],
      ['u32', at + 8, swapped],
      ['u32', at + 20, pid],
    ];
  }
  return [
    ['u32', at + 12, address === '::1' ? 0x0100_0000 : 0],
    ['u32', at + 20, swapped],
    ['u32', at + 52, pid],
  ];
}

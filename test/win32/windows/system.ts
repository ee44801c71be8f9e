import { bufferAt } from '../contract.ts';
import type { End, Machine } from '../machine.ts';
import { type Field, wide } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const FILE_NOT_FOUND = 2;
const MORE_DATA = 234;
const NO_MORE_ITEMS = 259;
const AF_INET = 2;
const TCP_TABLE_OWNER_PID_CONNECTIONS = 4;

export function systemAnswers({
  registry = {},
  keys = {},
  listeners = [],
  connections = [],
  build = 20_348,
}: Machine): Record<string, Call> {
  const listening: readonly Row[] = listeners.map(({ pid, ...local }) => ({ local, pid }));
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
      const room = (size as Buffer).readUInt32LE();
      (size as Buffer).writeUInt32LE(found.data.length);
      if (room < found.data.length) return MORE_DATA;
      found.data.copy(buffer as Buffer);
      return 0;
    },
    RegOpenKeyExW([, key, , , handle], { open }) {
      const written = keys[String(key)];
      if (written === undefined) return FILE_NOT_FOUND;
      if (typeof written === 'number') return written;
      (handle as Buffer).writeBigUInt64LE(open({ key, written }));
      return 0;
    },
    RegQueryInfoKeyW(values, { at }) {
      bufferAt(values, 11).writeBigUInt64LE((at(values[0]) as OpenKey).written);
      return 0;
    },
    RegEnumKeyExW([handle, index, name, units], { at }) {
      const found = below(keys, (at(handle) as OpenKey).key)[Number(index)];
      return found === undefined ? NO_MORE_ITEMS : nameInto(name as Buffer, units as Buffer, found);
    },
    RegEnumValueW([handle, index, name, units, , type, data, size], { at }) {
      const { key } = at(handle) as OpenKey;
      const found = below(registry, key)[Number(index)];
      if (found === undefined) return NO_MORE_ITEMS;
      const value = registry[`${key}\\${found}`] ?? { type: 0, data: Buffer.alloc(0) };
      const room = (size as Buffer).readUInt32LE();
      (size as Buffer).writeUInt32LE(value.data.length);
      if (room < value.data.length) return MORE_DATA;
      (type as Buffer).writeUInt32LE(value.type);
      value.data.copy(data as Buffer);
      return nameInto(name as Buffer, units as Buffer, found);
    },
    RegCloseKey: () => 0,
    GetExtendedTcpTable([all, needed, , family, tableClass]) {
      // It fills as much as it is told, not as much as there is (pdwSize).
      const buffer = (all as Buffer).subarray(0, (needed as Buffer).readUInt32LE());
      const asked = tableClass === TCP_TABLE_OWNER_PID_CONNECTIONS ? connections : listening;
      const rows = asked.filter(({ local }) => isIpv6(local) === (family !== AF_INET));
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

interface OpenKey {
  key: string;
  written: bigint;
}

/** Names directly below a key. */
const below = (all: Readonly<Record<string, unknown>>, key: string): string[] =>
  Object.keys(all).flatMap((path) => {
    const name = path.startsWith(`${key}\\`) ? path.slice(key.length + 1) : '\\';
    return name.includes('\\') ? [] : [name];
  });

function nameInto(into: Buffer, units: Buffer, name: string): number {
  if (units.readUInt32LE() <= name.length) return MORE_DATA;
  wide(name).copy(into);
  units.writeUInt32LE(name.length);
  return 0;
}

interface Row {
  local: End;
  /** A listener has none. */
  remote?: End;
  pid: number;
}

const isIpv6 = ({ address }: End) => address.includes(':');

/** MIB_TCPROW_OWNER_PID and MIB_TCP6ROW_OWNER_PID: tcpmib.h. */
function rowFields({ local, remote, pid }: Row, at: number): Field[] {
  const [localAt, remoteAt, pidAt] = isIpv6(local) ? [0, 24, 52] : [4, 12, 20];
  const remoteFields = remote === undefined ? [] : endFields(remote, at + remoteAt);
  return [...endFields(local, at + localAt), ...remoteFields, ['u32', at + pidAt, pid]];
}

/** An address, and behind it its port in network byte order; IPv6 is `::` or `::1` here. */
function endFields(end: End, at: number): Field[] {
  const swapped = ((end.port & 0xff) << 8) | (end.port >>> 8);
  if (!isIpv6(end)) {
    const bytes = Buffer.from(end.address.split('.').map(Number));
    return [
      ['u32', at, bytes.readUInt32LE()],
      ['u32', at + 4, swapped],
    ];
  }
  return [
    ['u32', at + 12, end.address === '::1' ? 0x0100_0000 : 0],
    ['u32', at + 20, swapped],
  ];
}

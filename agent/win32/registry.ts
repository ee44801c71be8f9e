import { QueryError } from '../error.ts';
import type { Registry, RegistryValue } from '../host.ts';
import * as api from './api/registry.ts';
import { atEnd, dateOf, fill, untilNul } from './buffer.ts';
import { ERROR_FILE_NOT_FOUND, ERROR_NO_MORE_ITEMS, ERROR_PATH_NOT_FOUND, win32Error } from './error.ts';

export const registry: Registry = {
  read,
  writtenAt: (key) => withKey(key, api.KEY_QUERY_VALUE, writtenAt),
  keys: (key) => withKey(key, api.KEY_ENUMERATE_SUB_KEYS, keysOf),
  values: (key) => withKey(key, api.KEY_QUERY_VALUE, valuesOf),
};

/** What `work` reads of an open key; null: no such key. */
async function withKey<T>(
  key: string,
  right: number,
  work: (open: bigint, name: string) => Promise<T>,
): Promise<T | null> {
  const handle = Buffer.alloc(8);
  const name = `HKLM\\${key}`;
  const access = right | api.KEY_WOW64_64KEY;
  const { result: opened } = await api.RegOpenKeyExW(api.HKEY_LOCAL_MACHINE, key, 0, access, handle);
  if (opened === ERROR_FILE_NOT_FOUND || opened === ERROR_PATH_NOT_FOUND) return null;
  if (opened !== 0) throw win32Error('RegOpenKeyExW', name, opened);
  const open = handle.readBigUInt64LE();
  using _key = atEnd(() => api.RegCloseKey.now(open));
  return await work(open, name);
}

/** What RegQueryInfoKeyW also tells of a key. */
const unread = [null, null, null, null, null, null, null, null, null, null] as const;

async function writtenAt(open: bigint, name: string): Promise<Date> {
  const written = Buffer.alloc(8);
  const { result } = await api.RegQueryInfoKeyW(open, ...unread, written);
  if (result !== 0) throw win32Error('RegQueryInfoKeyW', name, result);
  return dateOf(written.readBigUInt64LE());
}

/** More than any key of Windows has below it; a list without an end must end. */
const mostEntries = 50_000;

async function keysOf(open: bigint, name: string): Promise<string[]> {
  const found: string[] = [];
  const text = Buffer.alloc(2 * api.maxKeyUnits);
  const units = Buffer.alloc(4);
  for (let index = 0; index < mostEntries; index++) {
    units.writeUInt32LE(api.maxKeyUnits);
    const { result } = await api.RegEnumKeyExW(open, index, text, units, null, null, null, null);
    if (result === ERROR_NO_MORE_ITEMS) return found;
    if (result !== 0) throw win32Error('RegEnumKeyExW', name, result);
    // Without the NUL.
    found.push(text.toString('utf16le', 0, 2 * units.readUInt32LE()));
  }
  throw new QueryError('failed', `RegEnumKeyExW ${name}: the list has no end`);
}

async function valuesOf(open: bigint, name: string): Promise<ReadonlyMap<string, RegistryValue | Uint8Array>> {
  const found = new Map<string, RegistryValue | Uint8Array>();
  const text = Buffer.alloc(2 * api.maxValueUnits);
  const [units, type] = [Buffer.alloc(4), Buffer.alloc(4)];
  const what = { call: 'RegEnumValueW', bytes: 4096, maxBytes: 1 << 20 };
  for (let index = 0; index < mostEntries; index++) {
    const { code, buffer, size } = await fill(what, async (bytes, told) => {
      units.writeUInt32LE(api.maxValueUnits);
      return (await api.RegEnumValueW(open, index, text, units, null, type, bytes, told)).result;
    });
    if (code === ERROR_NO_MORE_ITEMS) return found;
    if (code !== 0) throw win32Error('RegEnumValueW', name, code);
    const data = buffer.subarray(0, size);
    const value = isWhole(type.readUInt32LE(), data) ? registryValue(type.readUInt32LE(), data) : null;
    found.set(text.toString('utf16le', 0, 2 * units.readUInt32LE()), value ?? data);
  }
  throw new QueryError('failed', `RegEnumValueW ${name}: the list has no end`);
}

async function read(key: string, value: string): Promise<RegistryValue | null> {
  const type = Buffer.alloc(4);
  const flags = api.RRF_RT_ANY | api.RRF_NOEXPAND | api.RRF_SUBKEY_WOW6464KEY;
  const what = { call: 'RegGetValueW', bytes: 512, maxBytes: 1 << 20 };
  const { code, buffer, size } = await fill(
    what,
    async (bytes, told) =>
      (await api.RegGetValueW(api.HKEY_LOCAL_MACHINE, key, value, flags, type, bytes, told)).result,
  );
  if (code === ERROR_FILE_NOT_FOUND || code === ERROR_PATH_NOT_FOUND) return null;
  if (code !== 0) throw win32Error('RegGetValueW', `HKLM\\${key} ${value}`, code);
  const data = buffer.subarray(0, size);
  if (!isWhole(type.readUInt32LE(), data)) {
    throw new QueryError('failed', `HKLM\\${key} ${value} has ${data.length} bytes, fewer than its type needs`);
  }
  const found = registryValue(type.readUInt32LE(), data);
  if (found === null) {
    throw new QueryError(
      'unsupported',
      `HKLM\\${key} ${value} has type ${type.readUInt32LE()}, which is neither a text nor a number`,
    );
  }
  return found;
}

const leastBytes: Readonly<Record<number, number>> = { [api.REG_DWORD]: 4, [api.REG_QWORD]: 8 };
/** With RRF_RT_ANY, and where all values are listed, a value can be shorter than its type. */
const isWhole = (type: number, data: Buffer): boolean => data.length >= (leastBytes[type] ?? 0);

/** A value by its type: text, texts or a number; null for any other type. */
export function registryValue(type: number, data: Buffer): RegistryValue | null {
  switch (type) {
    case api.REG_SZ:
    case api.REG_EXPAND_SZ:
      return untilNul(data.toString('utf16le'));
    case api.REG_MULTI_SZ:
      return data
        .toString('utf16le')
        .split('\0')
        .filter((text) => text !== '');
    case api.REG_DWORD:
      return data.readUInt32LE();
    case api.REG_QWORD:
      return Number(data.readBigUInt64LE());
    default:
      return null;
  }
}

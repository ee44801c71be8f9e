import { QueryError } from '../error.ts';
import type { Registry } from '../host.ts';
import { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND } from './api/errors.ts';
import * as api from './api/registry.ts';
import { dateOf, fill } from './buffer.ts';
import { win32Error } from './error.ts';

export const registry: Registry = { read, writtenAt };

async function writtenAt(key: string): Promise<Date | null> {
  const handle = Buffer.alloc(8);
  const access = api.KEY_QUERY_VALUE | api.KEY_WOW64_64KEY;
  const { result: opened } = await api.RegOpenKeyExW(api.HKEY_LOCAL_MACHINE, key, 0, access, handle);
  if (opened === ERROR_FILE_NOT_FOUND || opened === ERROR_PATH_NOT_FOUND) return null;
  if (opened !== 0) throw win32Error('RegOpenKeyExW', `HKLM\\${key}`, opened);
  const open = handle.readBigUInt64LE();
  try {
    const written = Buffer.alloc(8);
    const { result } = await api.RegQueryInfoKeyW(
      open,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      written,
    );
    if (result !== 0) throw win32Error('RegQueryInfoKeyW', `HKLM\\${key}`, result);
    return dateOf(written.readBigUInt64LE());
  } finally {
    api.RegCloseKey.now(open);
  }
}

async function read(key: string, value: string): ReturnType<Registry['read']> {
  const type = Buffer.alloc(4);
  const size = Buffer.alloc(4);
  const flags = api.RRF_RT_ANY | api.RRF_NOEXPAND | api.RRF_SUBKEY_WOW6464KEY;
  const { code, buffer } = await fill({ call: 'RegGetValueW', bytes: 512, maxBytes: 1 << 20 }, async (bytes) => {
    size.writeUInt32LE(bytes.length);
    const { result } = await api.RegGetValueW(api.HKEY_LOCAL_MACHINE, key, value, flags, type, bytes, size);
    return { code: result, needed: size.readUInt32LE() };
  });
  if (code === ERROR_FILE_NOT_FOUND || code === ERROR_PATH_NOT_FOUND) return null;
  if (code !== 0) throw win32Error('RegGetValueW', `HKLM\\${key} ${value}`, code);
  const data = buffer.subarray(0, size.readUInt32LE());
  // With RRF_RT_ANY a value can be shorter than its type.
  if (data.length < (leastBytes[type.readUInt32LE()] ?? 0)) {
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

/** A value by its type: text, texts or a number; null for any other type. */
export function registryValue(type: number, data: Buffer): string | number | string[] | null {
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

const untilNul = (text: string): string => text.split('\0')[0] ?? '';

import { QueryError } from '../error.ts';
import type { System } from '../host.ts';
import * as api from './api/files.ts';
import { OSVERSIONINFOW, RtlGetVersion } from './api/files.ts';
import { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, win32Error } from './error.ts';
import { offsetIn } from './library.ts';
import { registry } from './registry.ts';

const key = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** Build by RtlGetVersion; update revision (UBR), product and installation type ("Server", "Server Core") by registry. */
export async function systemVersion(): ReturnType<System['version']> {
  const info = Buffer.alloc(OSVERSIONINFOW.size);
  info.writeUInt32LE(info.length);
  const status = RtlGetVersion.now(info).result;
  if (status !== 0) throw new QueryError('failed', `RtlGetVersion: NTSTATUS 0x${status.toString(16)}`);
  const revision = await registry.read(key, 'UBR');
  return {
    build: OSVERSIONINFOW.read(info).dwBuildNumber,
    revision: typeof revision === 'number' ? revision : null,
    product: await readText('ProductName'),
    installation: await readText('InstallationType'),
  };
}

async function readText(value: string): Promise<string> {
  const text = await registry.read(key, value);
  if (typeof text !== 'string')
    throw new QueryError('failed', `HKLM\\${key} ${value} is ${text === null ? 'not there' : 'no text'}`);
  return text;
}

/** Codes for a file without a version: it does not exist, is not a program, or has no version resource. winerror.h. */
const none = new Set([
  ERROR_FILE_NOT_FOUND,
  ERROR_PATH_NOT_FOUND,
  11, // ERROR_BAD_FORMAT
  193, // ERROR_BAD_EXE_FORMAT
  1812, // ERROR_RESOURCE_DATA_NOT_FOUND
  1813, // ERROR_RESOURCE_TYPE_NOT_FOUND
  1814, // ERROR_RESOURCE_NAME_NOT_FOUND
]);

/** "10.0.20348.1": the fixed file version of the version resource; null when there is none. */
export async function fileVersion(path: string): Promise<string | null> {
  const sized = await api.GetFileVersionInfoSizeW(path, null);
  if (sized.result === 0) return noneOrThrow('GetFileVersionInfoSizeW', path, sized.lastError);
  const block = Buffer.alloc(sized.result);
  const read = await api.GetFileVersionInfoW(path, 0, block.length, block);
  if (read.result === 0) return noneOrThrow('GetFileVersionInfoW', path, read.lastError);
  const [address, length] = [Buffer.alloc(8), Buffer.alloc(4)];
  const found = api.VerQueryValueW.now(block, '\\', address, length);
  if (found.result === 0 || length.readUInt32LE() < api.VS_FIXEDFILEINFO.size) return null;
  return versionOf(block.subarray(offsetIn(block, address.readBigUInt64LE())));
}

/** A VS_FIXEDFILEINFO; null when it lacks its signature. */
export function versionOf(info: Buffer): string | null {
  const { dwSignature, dwFileVersionMS, dwFileVersionLS } = api.VS_FIXEDFILEINFO.read(info);
  if (dwSignature !== api.VS_FFI_SIGNATURE) return null;
  return [dwFileVersionMS >>> 16, dwFileVersionMS & 0xffff, dwFileVersionLS >>> 16, dwFileVersionLS & 0xffff].join('.');
}

function noneOrThrow(call: string, path: string, code: number): null {
  if (none.has(code)) return null;
  throw win32Error(call, path, code);
}

import * as api from './api/files.ts';
import { CloseHandle, INVALID_HANDLE_VALUE } from './api/processes.ts';
import { atEnd, untilNul } from './buffer.ts';
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, win32Error } from './error.ts';

const absent = new Set([ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND]);
const refused = new Set([ERROR_ACCESS_DENIED, api.ERROR_WRITE_PROTECT]);

/** Whether this account can open the directory with the right to create files. Nothing is created. */
export async function mayCreateIn(directory: string): Promise<boolean> {
  const { handle, code } = await open(directory, api.FILE_ADD_FILE);
  if (handle !== null) {
    CloseHandle.now(handle);
    return true;
  }
  if (refused.has(code) || absent.has(code)) return false;
  throw win32Error('CreateFileW', directory, code);
}

/** The path after all links and mounts: `\\?\Volume{...}\...`, or `\Device\...` for a path on a volume without a GUID. */
export async function finalPath(path: string): Promise<string | null> {
  const { handle, code } = await open(path, 0);
  if (handle === null) {
    if (absent.has(code)) return null;
    throw win32Error('CreateFileW', path, code);
  }
  using _handle = atEnd(() => CloseHandle.now(handle));
  const byVolume = await nameOf(handle, api.VOLUME_NAME_GUID);
  if (byVolume.name !== null) return byVolume.name;
  const byDevice = await nameOf(handle, api.VOLUME_NAME_NT);
  if (byDevice.name !== null) return byDevice.name;
  throw win32Error('GetFinalPathNameByHandleW', path, byVolume.code);
}

async function open(path: string, access: number): Promise<{ handle: bigint | null; code: number }> {
  const share = api.FILE_SHARE_READ_WRITE_DELETE;
  const flags = api.FILE_FLAG_BACKUP_SEMANTICS;
  const { result, lastError } = await api.CreateFileW(path, access, share, null, api.OPEN_EXISTING, flags, null);
  return { handle: result === INVALID_HANDLE_VALUE ? null : result, code: lastError };
}

/** The longest path that Windows knows, in UTF-16 units, with its NUL. */
const maxPathUnits = 32_768;

async function nameOf(handle: bigint, form: number): Promise<{ name: string | null; code: number }> {
  const buffer = Buffer.alloc(2 * maxPathUnits);
  // The size does not include the NUL (GetFinalPathNameByHandleW, cchFilePath).
  const { result: units, lastError } = await api.GetFinalPathNameByHandleW(handle, buffer, maxPathUnits - 1, form);
  const name = units === 0 || units >= maxPathUnits ? null : buffer.toString('utf16le', 0, 2 * units);
  return { name, code: lastError };
}

/** Codes for a directory that is not a mount point. winerror.h. */
const noMountPoint = new Set([
  ...absent,
  1, // ERROR_INVALID_FUNCTION: a file system without mount points
  87, // ERROR_INVALID_PARAMETER
  123, // ERROR_INVALID_NAME
  267, // ERROR_DIRECTORY
  4390, // ERROR_NOT_A_REPARSE_POINT
]);

/** `\\?\Volume{...}\`, 49 units and NUL, when the directory is where a volume is mounted; else null. */
export async function mountedVolume(directory: string): Promise<string | null> {
  const buffer = Buffer.alloc(2 * 50);
  const path = directory.endsWith('\\') ? directory : `${directory}\\`;
  const { result, lastError } = await api.GetVolumeNameForVolumeMountPointW(path, buffer, 50);
  if (result !== 0) return untilNul(buffer.toString('utf16le'));
  if (noMountPoint.has(lastError)) return null;
  throw win32Error('GetVolumeNameForVolumeMountPointW', directory, lastError);
}

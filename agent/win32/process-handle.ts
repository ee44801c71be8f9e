import * as api from './api/processes.ts';
import { win32Error } from './error.ts';

/** Opens a process, works with it, closes it. null when no process has this id. */
export async function withProcess<T>(
  pid: number,
  access: number,
  work: (process: bigint) => Promise<T>,
): Promise<T | null> {
  const { result: process, lastError } = await api.OpenProcess(access, 0, pid);
  if (process === null) {
    if (lastError === api.ERROR_INVALID_PARAMETER) return null;
    throw win32Error('OpenProcess', String(pid), lastError);
  }
  try {
    return await work(process);
  } finally {
    api.CloseHandle.now(process);
  }
}

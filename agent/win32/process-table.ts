import * as api from './api/processes.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';

/**
 * When each process was started (FILETIME), by its id. Windows shows this table to every account: no process is opened.
 * Source: psutil, arch/windows/proc_utils.c, which falls back to it where access is denied.
 */
export async function startTimes(): Promise<ReadonlyMap<number, bigint>> {
  const what = { call: 'NtQuerySystemInformation', bytes: 512 * 1024, maxBytes: 64 * 1024 * 1024 };
  const { code, buffer } = await fill(what, async (bytes) => {
    const needed = Buffer.alloc(4);
    const { result: status } = await api.NtQuerySystemInformation(
      api.SystemProcessInformation,
      bytes,
      bytes.length,
      needed,
      0,
    );
    return { code: tooSmall.has(status) ? api.ERROR_INSUFFICIENT_BUFFER : status, needed: needed.readUInt32LE() };
  });
  if (code !== 0) {
    throw win32Error('NtQuerySystemInformation', 'processes', api.RtlNtStatusToDosError.now(code).result);
  }
  return readProcessTable(buffer);
}

const tooSmall: ReadonlySet<number> = new Set([api.STATUS_INFO_LENGTH_MISMATCH, api.STATUS_BUFFER_TOO_SMALL]);

/** Each entry is followed by its threads; the last one has no next. */
function readProcessTable(table: Buffer): Map<number, bigint> {
  const found = new Map<number, bigint>();
  let [at, next] = [0, 0];
  do {
    at += next;
    const entry = api.SYSTEM_PROCESS_INFORMATION.read(table, at);
    found.set(Number(entry.UniqueProcessId), entry.CreateTime);
    next = entry.NextEntryOffset;
  } while (next !== 0);
  return found;
}

import type { Processes } from '../host.ts';
import * as api from './api/processes.ts';
import { fill } from './buffer.ts';
import { commandLine } from './command-line.ts';
import { failureCodeOf, requireSuccess, win32Error } from './error.ts';
import { dateOf } from './file-time.ts';
import { withProcess } from './process-handle.ts';
import { startTimes } from './process-table.ts';
import { processGroups, processUser } from './token.ts';

export function createProcesses(): Processes {
  let table: ReturnType<typeof startTimes> | null = null;
  return {
    list,
    image,
    // A run asks about many shims at once: the table is read once for all of them.
    async startedAt(pid) {
      table ??= startTimes().finally(() => {
        table = null;
      });
      const created = (await table).get(pid);
      return created === undefined ? null : dateOf(created);
    },
    account: processUser,
    groups: processGroups,
    commandLine,
  };
}

/** A snapshot of all processes; parents are ids that may since have gone to another process. */
async function list(): ReturnType<Processes['list']> {
  const { result: snapshot, lastError } = await api.CreateToolhelp32Snapshot(api.TH32CS_SNAPPROCESS, 0);
  if (snapshot === null || snapshot === api.INVALID_HANDLE_VALUE) {
    throw win32Error('CreateToolhelp32Snapshot', '', lastError);
  }
  try {
    return readEntries(snapshot);
  } finally {
    api.CloseHandle.now(snapshot);
  }
}

/** Reading the entries of a snapshot only copies memory, so it does not wait. */
function readEntries(snapshot: bigint): Awaited<ReturnType<Processes['list']>> {
  const found: Awaited<ReturnType<Processes['list']>> = [];
  const buffer = Buffer.alloc(api.PROCESSENTRY32W.size);
  buffer.writeUInt32LE(buffer.length);
  let answer = api.Process32FirstW.now(snapshot, buffer);
  while (answer.result !== 0) {
    const entry = api.PROCESSENTRY32W.read(buffer);
    found.push({ pid: entry.th32ProcessID, parentPid: entry.th32ParentProcessID, name: entry.szExeFile });
    answer = api.Process32NextW.now(snapshot, buffer);
  }
  if (answer.lastError !== api.ERROR_NO_MORE_FILES) throw win32Error('Process32NextW', '', answer.lastError);
  return found;
}

function image(pid: number): Promise<string | null> {
  return withProcess(pid, api.PROCESS_QUERY_LIMITED_INFORMATION, async (process) => {
    const units = Buffer.alloc(4);
    const { code, buffer } = await fill(
      { call: 'QueryFullProcessImageNameW', bytes: 1024, maxBytes: 64 * 1024 },
      async (bytes) => {
        units.writeUInt32LE(bytes.length / 2);
        const answer = await api.QueryFullProcessImageNameW(process, 0, bytes, units);
        return { code: failureCodeOf(answer), needed: 0 };
      },
    );
    if (code === api.ERROR_GEN_FAILURE) return (await hasEnded(process, pid)) ? null : '';
    if (code !== 0) throw win32Error('QueryFullProcessImageNameW', String(pid), code);
    return buffer.toString('utf16le', 0, 2 * units.readUInt32LE());
  });
}

async function hasEnded(process: bigint, pid: number): Promise<boolean> {
  const exitCode = Buffer.alloc(4);
  requireSuccess('GetExitCodeProcess', String(pid), await api.GetExitCodeProcess(process, exitCode));
  return exitCode.readUInt32LE() !== api.STILL_ACTIVE;
}

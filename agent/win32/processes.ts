import type { Processes, ProcessUsage } from '../host.ts';
import * as api from './api/processes.ts';
import { GetCurrentProcess } from './api/processes.ts';
import { atEnd, dateOf, fill } from './buffer.ts';
import { failureCodeOf, requireSuccess, win32Error } from './error.ts';
import { jobUsage } from './job.ts';
import { processGroups, processUser, withProcess } from './token.ts';

/** The command line of a process, as it was started; empty when it has none, null when the process has gone. */
async function commandLine(pid: number): Promise<string | null> {
  const found = await withProcess(pid, api.PROCESS_QUERY_LIMITED_INFORMATION, (process) => ask(process));
  if (found === null || found.status === api.STATUS_PROCESS_IS_TERMINATING) return null;
  if (found.status === 0) return found.text;
  if (found.status === api.STATUS_NOT_FOUND) return '';
  if (found.status !== api.STATUS_INVALID_INFO_CLASS) throw ntError(pid, found.status);
  // Where Windows does not support the question, the command line can be read from the memory of the process.
  const access = api.PROCESS_QUERY_LIMITED_INFORMATION | api.PROCESS_VM_READ;
  return withProcess(pid, access, (process) => readFromMemory(process, pid));
}

async function ask(process: bigint): Promise<{ status: number; text: string }> {
  const what = { call: 'NtQueryInformationProcess', bytes: 1024, maxBytes: 256 * 1024 };
  const { code: status, buffer } = await fill(what, async (bytes, needed) => {
    const information = api.ProcessCommandLineInformation;
    return (await api.NtQueryInformationProcess(process, information, bytes, bytes.length, needed)).result;
  });
  return { status, text: unicodeTextOf(buffer) };
}

/** A UNICODE_STRING with its text directly after it, wherever its pointer points. */
export function unicodeTextOf(buffer: Buffer): string {
  const { size } = api.UNICODE_STRING;
  return buffer.toString('utf16le', size, size + api.UNICODE_STRING.read(buffer).Length);
}

async function readFromMemory(process: bigint, pid: number): Promise<string | null> {
  const [basic, kind] = [Buffer.alloc(api.PROCESS_BASIC_INFORMATION.size), api.ProcessBasicInformation];
  const { result: status } = await api.NtQueryInformationProcess(process, kind, basic, basic.length, Buffer.alloc(4));
  const peb = api.PROCESS_BASIC_INFORMATION.read(basic).PebBaseAddress;
  if (status === api.STATUS_PROCESS_IS_TERMINATING) return null;
  if (status !== 0) throw ntError(pid, status);
  // A process without an environment block has no command line.
  if (peb === null) return '';
  const read = (at: bigint, into: Buffer) => readMemory({ process, pid, at, into });
  const parameters = (await read(peb + BigInt(api.ProcessParametersOffset), Buffer.alloc(8))).readBigUInt64LE();
  const line = await read(parameters + BigInt(api.CommandLineOffset), Buffer.alloc(api.UNICODE_STRING.size));
  const { Length, Buffer: text } = api.UNICODE_STRING.read(line);
  return text === null ? '' : (await read(text, Buffer.alloc(Length))).toString('utf16le');
}

const ntError = (subject: number | string, status: number, call = 'NtQueryInformationProcess') =>
  win32Error(call, String(subject), api.RtlNtStatusToDosError.now(status).result);

async function readMemory(where: { process: bigint; pid: number; at: bigint; into: Buffer }): Promise<Buffer> {
  const { process, pid, at, into } = where;
  const answer = await api.ReadProcessMemory(process, at, into, BigInt(into.length), null);
  requireSuccess('ReadProcessMemory', String(pid), answer);
  return into;
}

interface TableEntry {
  startedAt: Date;
  usage: ProcessUsage;
}

/**
 * Start and use of each process, by its id. Windows shows this table to every account: no process is opened.
 * Source: psutil, arch/windows/proc_utils.c, which falls back to it where access is denied.
 */
async function readTable(): Promise<ReadonlyMap<number, TableEntry>> {
  const what = { call: 'NtQuerySystemInformation', bytes: 512 * 1024, maxBytes: 64 * 1024 * 1024 };
  const { code, buffer } = await fill(
    what,
    async (bytes, needed) =>
      (await api.NtQuerySystemInformation(api.SystemProcessInformation, bytes, bytes.length, needed, 0)).result,
  );
  if (code !== 0) throw ntError('processes', code, what.call);
  return readProcessTable(buffer);
}

/** Each entry is followed by its threads; the last one has no next. */
function readProcessTable(table: Buffer): Map<number, TableEntry> {
  const found = new Map<number, TableEntry>();
  let [at, next] = [0, 0];
  do {
    at += next;
    const entry = api.SYSTEM_PROCESS_INFORMATION.read(table, at);
    found.set(Number(entry.UniqueProcessId), {
      startedAt: dateOf(entry.CreateTime),
      usage: {
        // Steps of 100 ns.
        cpuSeconds: Number(entry.UserTime + entry.KernelTime) / 1e7,
        memoryBytes: Number(entry.PagefileUsage),
        handles: entry.HandleCount,
        priority: entry.BasePriority,
      },
    });
    next = entry.NextEntryOffset;
  } while (next !== 0);
  return found;
}

export function createProcesses(): Processes {
  let table: ReturnType<typeof readTable> | null = null;
  // A run asks about many processes at once: the table is read once for all of them.
  const entryOf = async (pid: number) => {
    table ??= readTable().finally(() => {
      table = null;
    });
    return (await table).get(pid) ?? null;
  };
  return {
    list,
    image,
    startedAt: async (pid) => (await entryOf(pid))?.startedAt ?? null,
    usage: async (pid) => (await entryOf(pid))?.usage ?? null,
    job: jobUsage,
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
  using _snapshot = atEnd(() => api.CloseHandle.now(snapshot));
  const found: Awaited<ReturnType<Processes['list']>> = [];
  const buffer = Buffer.alloc(api.PROCESSENTRY32W.size);
  buffer.writeUInt32LE(buffer.length);
  // Reading the entries of a snapshot only copies memory, so it does not wait.
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
    const what = { call: 'QueryFullProcessImageNameW', bytes: 1024, maxBytes: 64 * 1024 };
    const { code, buffer } = await fill(what, async (bytes) => {
      units.writeUInt32LE(bytes.length / 2);
      return failureCodeOf(await api.QueryFullProcessImageNameW(process, 0, bytes, units));
    });
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

/** Ends this process with its exit code at once, even if its threads are waiting. */
export function terminate(code: number): void {
  api.TerminateProcess.now(GetCurrentProcess.now().result, code);
}

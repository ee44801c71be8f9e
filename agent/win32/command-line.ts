import * as api from './api/processes.ts';
import { fill } from './buffer.ts';
import { requireSuccess, win32Error } from './error.ts';
import { withProcess } from './process-handle.ts';

/** The command line of a process, as it was started; empty when it has none, null when the process has gone. */
export async function commandLine(pid: number): Promise<string | null> {
  const found = await withProcess(pid, api.PROCESS_QUERY_LIMITED_INFORMATION, (process) => ask(process));
  if (found === null || found.status === api.STATUS_PROCESS_IS_TERMINATING) return null;
  if (found.status === 0) return found.text;
  if (found.status === api.STATUS_NOT_FOUND) return '';
  if (found.status !== api.STATUS_INVALID_INFO_CLASS) throw ntError(pid, found.status);
  // Where Windows does not support the question, the command line can be read from the memory of the process.
  const access = api.PROCESS_QUERY_LIMITED_INFORMATION | api.PROCESS_VM_READ;
  return withProcess(pid, access, (process) => readFromMemory(process, pid));
}

/** Three ways to say that the buffer was too small (psutil, arch/windows/proc_info.c, accepts them all). */
const tooSmall: ReadonlySet<number> = new Set([
  api.STATUS_INFO_LENGTH_MISMATCH,
  api.STATUS_BUFFER_TOO_SMALL,
  api.STATUS_BUFFER_OVERFLOW,
]);

async function ask(process: bigint): Promise<{ status: number; text: string }> {
  const what = { call: 'NtQueryInformationProcess', bytes: 1024, maxBytes: 256 * 1024 };
  const { code, buffer } = await fill(what, async (bytes) => {
    const needed = Buffer.alloc(4);
    const { result: status } = await api.NtQueryInformationProcess(
      process,
      api.ProcessCommandLineInformation,
      bytes,
      bytes.length,
      needed,
    );
    return { code: tooSmall.has(status) ? api.ERROR_INSUFFICIENT_BUFFER : status, needed: needed.readUInt32LE() };
  });
  return { status: code, text: unicodeTextOf(buffer) };
}

/** A UNICODE_STRING with its text directly after it, wherever its pointer points. */
export function unicodeTextOf(buffer: Buffer): string {
  const { size } = api.UNICODE_STRING;
  return buffer.toString('utf16le', size, size + api.UNICODE_STRING.read(buffer).Length);
}

async function readFromMemory(process: bigint, pid: number): Promise<string | null> {
  const basic = Buffer.alloc(api.PROCESS_BASIC_INFORMATION.size);
  const { result: status } = await api.NtQueryInformationProcess(
    process,
    api.ProcessBasicInformation,
    basic,
    basic.length,
    Buffer.alloc(4),
  );
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

const ntError = (pid: number, status: number) =>
  win32Error('NtQueryInformationProcess', String(pid), api.RtlNtStatusToDosError.now(status).result);

async function readMemory(where: { process: bigint; pid: number; at: bigint; into: Buffer }): Promise<Buffer> {
  const { process, pid, at, into } = where;
  const answer = await api.ReadProcessMemory(process, at, into, BigInt(into.length), null);
  requireSuccess('ReadProcessMemory', String(pid), answer);
  return into;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CloseHandle, OpenProcess } from '../../../agent/win32/api/processes.ts';
import { functionsOf } from '../../../agent/win32/library.ts';

const program = fileURLToPath(new URL('../../host/stopping.ts', import.meta.url));
/** wincon.h */
const [CTRL_BREAK_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT] = [1n, 5n, 6n];

/** A program that says `ready`, then what asked it to end, and ends. */
async function start() {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  await once(lines, 'line');
  return { child, pid: child.pid ?? 0, ended: once(child, 'close').then(([code]) => ({ said, code })) };
}

test('the stop of a HostProcess container is announced, and there is time to clean up', async () => {
  const { pid, ended } = await start();
  sendConsoleEvent(pid, CTRL_SHUTDOWN_EVENT);
  expect(await ended).toEqual({ said: ['ready', 'CTRL_SHUTDOWN_EVENT', 'cleaned up'], code: 0 });
});

test('a log-off ends nothing, and what ends a process still does', async () => {
  const { pid, ended } = await start();
  sendConsoleEvent(pid, CTRL_LOGOFF_EVENT);
  sendConsoleEvent(pid, CTRL_BREAK_EVENT);
  expect(await ended).toEqual({ said: ['ready', 'SIGBREAK', 'cleaned up'], code: 0 });
});

const kernel32 = functionsOf('kernel32.dll');
const GetModuleHandleW = kernel32('pointer GetModuleHandleW(text)');
const GetProcAddress = kernel32('pointer GetProcAddress(pointer, bytes)');
const CreateRemoteThread = kernel32('pointer CreateRemoteThread(pointer, pointer, u64, pointer, pointer, u32, bytes)');
const WaitForSingleObject = kernel32('u32 WaitForSingleObject(pointer, u32)');
const PROCESS_ALL_ACCESS = 0x1f_ffff;

/** As the shim does it (hcsshim internal/jobcontainers/process.go): a thread in the process that runs kernel32!CtrlRoutine. */
function sendConsoleEvent(pid: number, event: bigint): void {
  const kernel32 = GetModuleHandleW.now('kernel32.dll').result;
  const routine = GetProcAddress.now(kernel32, Buffer.from('CtrlRoutine\0')).result;
  const process = OpenProcess.now(PROCESS_ALL_ACCESS, 0, pid).result;
  const thread = CreateRemoteThread.now(process, null, 0n, routine, event, 0, null).result;
  expect(thread).not.toBeNull();
  WaitForSingleObject.now(thread, 10_000);
  CloseHandle.now(thread);
  CloseHandle.now(process);
}

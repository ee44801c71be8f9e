import { GetCurrentProcess } from './api/processes.ts';
import { declare } from './library.ts';

/** processthreadsapi.h, kernel32.dll. */
const TerminateProcess = declare('kernel32.dll', 'TerminateProcess', 'i32', ['pointer', 'u32']);

/** Ends this process with its exit code at once, even if its threads are waiting. */
export function terminate(code: number): void {
  TerminateProcess.now(GetCurrentProcess.now().result, code);
}

import { win32Error } from './error.ts';
import { callback, declare } from './library.ts';

/** consoleapi.h, kernel32.dll. */
const SetConsoleCtrlHandler = declare('kernel32.dll', 'SetConsoleCtrlHandler', 'i32', ['pointer', 'i32']);
/** The name of the event, wincon.h. */
const CTRL_SHUTDOWN_EVENT = 6;
const [TRUE, FALSE] = [1, 0];

/**
 * Calls `listener` on CTRL_SHUTDOWN_EVENT, with which the shim ends a HostProcess container. Node has no signal for it: it
 * leaves it to the default handler, which ends the process at once. CTRL_C, CTRL_BREAK and CTRL_CLOSE are left to
 * Node, which makes SIGINT, SIGBREAK and SIGHUP of them; so is CTRL_LOGOFF_EVENT, which tells a process in session 0 that
 * some user has logged off, and is no reason to stop.
 *
 * The process lives on when the handler has returned TRUE: the shim's thread only calls the handlers (CtrlRoutine), and the
 * shim ends what is left of the container 5 seconds later.
 * @returns how to take the handler away again
 */
export function onShutdownEvent(listener: () => void): () => void {
  const handler = callback(['u32'], (event) => {
    if (event !== CTRL_SHUTDOWN_EVENT) return FALSE;
    listener();
    return TRUE;
  });
  const { result, lastError } = SetConsoleCtrlHandler.now(handler.address, TRUE);
  if (result === 0) {
    handler.release();
    throw win32Error('SetConsoleCtrlHandler', '', lastError);
  }
  return () => {
    SetConsoleCtrlHandler.now(handler.address, FALSE);
    handler.release();
  };
}

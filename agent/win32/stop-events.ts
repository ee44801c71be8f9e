import { win32Error } from './error.ts';
import { callback, functionsOf } from './library.ts';

/** consoleapi.h, kernel32.dll; the events are numbered in wincon.h. */
const SetConsoleCtrlHandler = functionsOf('kernel32.dll')('i32 SetConsoleCtrlHandler(pointer, i32)');
const CTRL_LOGOFF_EVENT = 5;
const CTRL_SHUTDOWN_EVENT = 6;
const [TRUE, FALSE] = [1, 0];

/**
 * Calls `listener` on CTRL_SHUTDOWN_EVENT, with which the shim ends a HostProcess container (hcsshim internal/jobcontainers,
 * process.go). Node has no signal for it and leaves it to the default handler, which ends the process at once.
 *
 * If the handler returns TRUE, the process continues: the shim only runs the handlers, on a thread of its own, and ends the
 * container 5 seconds later. CTRL_C, CTRL_BREAK and CTRL_CLOSE go on to Node, which makes SIGINT,
 * SIGBREAK and SIGHUP of them. CTRL_LOGOFF_EVENT says that some user logged off, never which one (HandlerRoutine), so it
 * is not a reason to stop, and must not reach the default handler either.
 * @returns a function that removes the handler
 */
export function onShutdownEvent(listener: () => void): () => void {
  const handler = callback((event) => {
    if (event === CTRL_SHUTDOWN_EVENT) listener();
    return event === CTRL_SHUTDOWN_EVENT || event === CTRL_LOGOFF_EVENT ? TRUE : FALSE;
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

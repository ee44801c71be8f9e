/** Node's signals that ask a process to end. SIGBREAK is Ctrl-Break, SIGHUP a closed console; both come on Windows. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/**
 * Calls the listener whenever this process is asked to end, with what asked: the name of a signal or of a console event.
 * From then on it is the listener that must end the process; on Windows it has 5 seconds.
 * @returns how to stop listening
 */
export async function onStop(listener: (why: string) => void): Promise<() => void> {
  const listenerOf = (signal: string) => () => listener(signal);
  const listeners = signals.map((signal) => ({ signal, heard: listenerOf(signal) }));
  for (const { signal, heard } of listeners) process.on(signal, heard);
  const forget = await onConsoleEvent(listener);
  return () => {
    for (const { signal, heard } of listeners) process.off(signal, heard);
    forget();
  };
}

async function onConsoleEvent(listener: (why: string) => void): Promise<() => void> {
  if (process.platform !== 'win32') return () => undefined;
  const { onShutdownEvent } = await import('../win32/stop-events.ts');
  return onShutdownEvent(() => listener('CTRL_SHUTDOWN_EVENT'));
}

/**
 * Ends this process. process.exit alone waits for the threads of Node's pool (uv_library_shutdown joins them), and one
 * of them may sit in a native call that never returns; on Windows the process is ended under it.
 */
export async function exit(code: number): Promise<never> {
  if (process.platform === 'win32') {
    const { terminate } = await import('../win32/terminate.ts');
    // After the listeners of others, which end the programs that are still running.
    process.once('exit', () => terminate(code));
  }
  process.exit(code);
}

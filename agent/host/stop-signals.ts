/** Node's signals that ask a process to end. SIGBREAK is Ctrl-Break, SIGHUP a closed console; both come on Windows. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/**
 * Calls the listener when this process is asked to end, with the name of the signal or console event. The listener must then
 * end the process; on Windows it has 5 seconds.
 * @returns a function that removes the listener
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
 * Ends this process. process.exit waits for the threads of Node's pool (uv_library_shutdown joins them), and one of them may be
 * in a native call that never returns. So on Windows the process is terminated.
 */
export async function exit(code: number): Promise<never> {
  if (process.platform === 'win32') {
    const { terminate } = await import('../win32/processes.ts');
    // After other listeners, which end programs that still run.
    process.once('exit', () => terminate(code));
  }
  process.exit(code);
}

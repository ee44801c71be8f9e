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

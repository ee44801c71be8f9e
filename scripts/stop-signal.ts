/** Aborted by the first Ctrl-C or SIGTERM. Later ones change nothing, so that everything is ended in order. */
export function stopSignal(progress: (line: string) => void): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) progress('stopping ...');
      stop.abort();
    });
  }
  return stop.signal;
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Errors that nothing listens for while this runs: each would end a process. */
export async function strayErrors(work: () => Promise<unknown>): Promise<unknown[]> {
  const stray: unknown[] = [];
  const note = (error: unknown) => void stray.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await work();
    await sleep(20);
  } finally {
    process.off('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
  }
  return stray;
}

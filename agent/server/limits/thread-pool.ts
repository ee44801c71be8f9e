import { randomFill } from 'node:crypto';

/**
 * Native calls that never return can take all threads of Node's pool (libuv has four). hostprobe then still answers, but
 * reads no file, packs nothing and makes no report. Only a restart helps.
 */
export interface Pool {
  /** How long, in milliseconds, a task that takes no time has waited for a thread; 0: none waits. Starts one if none waits. */
  stalledMs(): number;
  /** From this on it counts as stalled. */
  readonly patienceMs: number;
}

/** Longer than any call that still ends, and than any delay on a busy node. */
const usualPatienceMs = 60_000;

export function createPool(patienceMs: number = usualPatienceMs): Pool {
  let askedAt: number | null = null;
  return {
    patienceMs,
    stalledMs() {
      if (askedAt !== null) return performance.now() - askedAt;
      askedAt = performance.now();
      // It needs a thread of the pool, and nothing else.
      randomFill(Buffer.alloc(1), () => {
        askedAt = null;
      });
      return 0;
    },
  };
}

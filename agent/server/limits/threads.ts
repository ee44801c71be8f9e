import { randomFill } from 'node:crypto';
import type { Clock } from './clock.ts';

/**
 * Native calls that never return can take all threads of Node's pool (libuv has four). hostprobe then still answers, but
 * reads no file, packs nothing and makes no report. Only a restart helps.
 */
export type Pool = ReturnType<typeof createPool>;

/** From this on the pool counts as stalled: longer than any call that still ends, and than any delay on a busy node. */
export const stalledFromMs = 60_000;

export function createPool({ elapsed }: Clock) {
  let askedAt: number | null = null;
  return {
    /** How long, in milliseconds, a task that takes no time has waited for a thread; 0: none waits. Starts one if none waits. */
    stalledMs() {
      if (askedAt !== null) return elapsed() - askedAt;
      askedAt = elapsed();
      // It needs a thread of the pool, and nothing else.
      randomFill(Buffer.alloc(1), () => {
        askedAt = null;
      });
      return 0;
    },
  };
}

/**
 * Threads that judge request bodies, each ended when its heap is full, or after so much of processor time, which is the same on
 * a busy machine: enough for a MiB of manifests or of a log.
 */
export const judging = { threads: 2, heapMib: { old: 48, young: 8 }, longestMs: 10_000 };

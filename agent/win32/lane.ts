import { LookError } from '../error.ts';
import type { Lane } from '../host.ts';

/**
 * How many questions that may wait for long are asked at once, whatever lane they are in. Node's pool has four threads
 * (libuv, UV_THREADPOOL_SIZE, which a program on Windows cannot set for itself). Files, compression and what Windows
 * answers at once have the others, so that hostprobe serves its newest report while two services of Windows hang.
 */
const atOnce = 2;

/** Longer than any probe waits. */
const patienceMs = 10_000;

/**
 * Makes lanes that share these threads. Questions to one service of Windows share a lane: when that service hangs, it
 * holds one thread. A question that has waited too long for those before it is a time-out and is never asked, so that
 * nothing grows with every run.
 */
export function createLanes(patience: number = patienceMs): (what: string) => Lane {
  const threads = createThreads(atOnce);
  return (what) => {
    let last: Promise<unknown> = Promise.resolve();
    return <T>(work: () => Promise<T>) => {
      const deadline = Promise.withResolvers<never>();
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        deadline.reject(
          new LookError('timeout', `${what} was not asked: an earlier question is out for ${patience} ms`),
        );
      }, patience).unref();
      const begin = (): Promise<T> => {
        clearTimeout(timer);
        return late ? deadline.promise : work();
      };
      const next = last.then(() => threads(begin));
      // Whoever asked gets the failure; the lane only waits until it is over.
      last = next.catch(() => undefined);
      return Promise.race([next, deadline.promise]);
    };
  };
}

/** Runs so many at once, the others in the order in which they came. */
function createThreads(most: number): Lane {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

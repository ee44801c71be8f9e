/** Runs what is given to it one after the other, in the order in which it came. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Each call that waits holds a thread of Node's pool, which has four, for files and names too. Questions to one service of
 * Windows therefore share a lane: when that service hangs, it holds one thread, and not one for each question.
 */
export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // Who asked is told by `next`; the lane only waits until it is over.
    last = next.catch(() => undefined);
    return next;
  };
}

import { LookError } from '../error.ts';

/** Runs what is given to it one after the other, in the order in which it came. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/** Longer than any probe waits. */
const patienceMs = 10_000;

/**
 * Each call that waits holds a thread of Node's pool, on which files, compression and names depend too. Questions to one
 * service of Windows therefore share a lane: when that service hangs, it holds one thread. A question that has waited this
 * long for those before it is a time-out, so that the lane does not grow with every run.
 * @param what the service, for the error
 */
export function createLane(what: string, patience: number = patienceMs): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    let begun = false;
    const turn = last.then(() => {
      begun = true;
    });
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      if (!begun)
        late.reject(new LookError('timeout', `${what} has not answered an earlier question for ${patience} ms`));
    }, patience);
    timer.unref();
    let abandoned = false;
    late.promise.catch(() => {
      abandoned = true;
    });
    const next = turn.then(() => {
      clearTimeout(timer);
      // Nobody waits for it any more.
      return abandoned ? late.promise : work();
    });
    // Who asked is told by `next`; the lane only waits until it is over.
    last = next.catch(() => undefined);
    return Promise.race([next, late.promise]);
  };
}

import { QueryError } from '../error.ts';
import type { Native, Queue } from '../host.ts';
import { createAccounts } from './accounts.ts';
import { createEventLogs } from './event-logs.ts';
import { createJob } from './job.ts';
import { listeners, owner } from './listeners.ts';
import { createHostNetworks } from './networks.ts';
import { finalPath, mayCreateIn, mountedVolume } from './paths.ts';
import { createProcesses } from './processes.ts';
import { registry } from './registry.ts';
import { securityOf } from './security.ts';
import { createServices } from './services.ts';
import { fileVersion, systemVersion } from './system-version.ts';
import { ownToken } from './token.ts';

/** All native questions, answered by Windows itself. */
export async function createNative(): Promise<Native> {
  const queue = createQueues();
  return {
    queue,
    token: ownToken,
    job: await createJob(),
    services: createServices(queue('the service control manager')),
    processes: createProcesses(),
    registry,
    accounts: createAccounts(queue),
    eventLogs: createEventLogs(queue('the event log')),
    listeners,
    owner,
    hostNetworks: createHostNetworks(queue('the Host Network Service')),
    version: systemVersion,
    files: { mayCreateIn, finalPath, mountedVolume, security: securityOf, version: fileVersion },
  };
}

/**
 * Maximum number of slow calls at the same time, over all queues. Node's pool has four threads (libuv; a program cannot
 * change UV_THREADPOOL_SIZE for itself on Windows). The other threads stay free for files, compression and fast calls, so
 * that hostprobe serves its newest report even while two services of Windows hang.
 */
const atOnce = 2;

/** Longer than any probe waits. */
const patienceMs = 10_000;

/**
 * Creates queues that share these threads. Calls to one service of Windows share a queue, so that a service that hangs holds
 * one thread only. A call that waits too long for earlier ones times out and is never made, so that the queue does not grow
 * with every run.
 */
export function createQueues(patience: number = patienceMs): (what: string) => Queue {
  const threads = createThreads(atOnce);
  return (what) => {
    let last: Promise<unknown> = Promise.resolve();
    return <T>(work: () => Promise<T>) => {
      const deadline = Promise.withResolvers<never>();
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        deadline.reject(
          new QueryError('timeout', `${what} was not asked: an earlier question is out for ${patience} ms`),
        );
      }, patience).unref();
      const begin = (): Promise<T> => {
        clearTimeout(timer);
        return late ? deadline.promise : work();
      };
      const next = last.then(() => threads(begin));
      // The caller gets the failure; the queue only waits for the end.
      last = next.catch(() => undefined);
      return Promise.race([next, deadline.promise]);
    };
  };
}

/** Runs at most so many at once; the others wait in order. */
function createThreads(most: number): Queue {
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

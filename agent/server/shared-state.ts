import type { Host } from '../host.ts';
import type { Log, OwnLog } from '../log.ts';
import type { Monitor } from '../monitor.ts';
import type { ReadSetup } from '../probe.ts';
import type { OwnNodePolicy } from '../publish/own-node-policy.ts';
import { type Bodies, createBodies } from './answer/body.ts';
import { type Clock, runningClock } from './limits/clock.ts';
import { oneDownload } from './limits/rate.ts';
import { createPool, judging, type Pool } from './limits/threads.ts';
import { createTurns, type Turns } from './limits/turns.ts';

/** What all listeners of one server share. */
export interface Shared {
  monitor: Monitor;
  bodies: Bodies;
  /** Requests answered since the start, by status code. */
  requests: Map<number, number>;
  /** Limits all routes that read a body. */
  judging: Turns;
  /** Milliseconds of processor time that such a route has for a body. */
  judgingMs: number;
  /** Limits bundles, which need time and disk reads. */
  bundling: ReturnType<typeof oneDownload>;
  /** Whether this process can still work. */
  pool: Pool;
  /** For bundles: the node's files and setup (null for a saved snapshot), this process's log, and where to log errors. */
  node: { host: Host | null; readSetup?: ReadSetup | null; ownLog: OwnLog; log: Log } | null;
  /** The page that explains, lints and predicts in a browser, as a file; null: this program was built without. */
  page: () => Promise<string | null>;
  /** What `--publish` is doing; null: nothing is published. */
  publishing: Publishing | null;
}

/** The state of publishing. */
interface Publishing {
  ownNodePolicy(): OwnNodePolicy;
  /** Why failing pods get no events for now; null: they get them. */
  refused(): string | null;
}

export type SharedOptions = Partial<Pick<Shared, 'publishing' | 'page' | 'judgingMs'>> & { clock?: Clock };

export const createShared = (
  monitor: Monitor,
  node: Shared['node'] = null,
  {
    publishing = null,
    page = async () => null,
    clock = runningClock,
    judgingMs = judging.longestMs,
  }: SharedOptions = {},
): Shared => ({
  monitor,
  bodies: createBodies(monitor.history),
  requests: new Map(),
  judging: createTurns({ running: judging.threads, most: 10, clock }),
  judgingMs,
  bundling: oneDownload(clock),
  pool: createPool(clock),
  node,
  page,
  publishing,
});

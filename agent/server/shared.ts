import type { Host } from '../host.ts';
import type { Log, OwnLog } from '../log.ts';
import type { Watch } from '../watch.ts';
import { type Bodies, createBodies } from './answer/bodies.ts';
import { type FewAtOnce, fewAtOnce } from './limits/few-at-once.ts';

/** What all listeners of one server share. */
export interface Shared {
  watch: Watch;
  bodies: Bodies;
  /** Requests answered since the start, by status code. */
  requests: Map<number, number>;
  /** Limits all routes that read a body. */
  judging: FewAtOnce;
  /** Limits bundles, which need time and disk reads. */
  bundling: FewAtOnce;
  /** For bundles: the node's files (null for a saved snapshot), this process's log, and where to log errors. */
  node: { host: Host | null; ownLog: OwnLog; log: Log } | null;
}

export const createShared = (watch: Watch, node: Shared['node'] = null): Shared => ({
  watch,
  bodies: createBodies(watch.history),
  requests: new Map(),
  judging: fewAtOnce(2),
  bundling: fewAtOnce(1, { code: 429, seconds: 10 }),
  node,
});

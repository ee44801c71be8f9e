import type { Host } from '../host.ts';
import type { Log, OwnLog } from '../log.ts';
import type { Watch } from '../watch.ts';
import { type Bodies, createBodies } from './answer/bodies.ts';
import { type FewAtOnce, fewAtOnce } from './limits/few-at-once.ts';

/** What the listeners of one server have in common, made once. */
export interface Shared {
  watch: Watch;
  bodies: Bodies;
  /** Requests answered since the start, by status code. */
  requests: Map<number, number>;
  /** Stands before everything that reads what a client sent. */
  judging: FewAtOnce;
  /** Stands before bundles, which take time and most of the disk's. */
  bundling: FewAtOnce;
  /** For bundles: the node's files, null for a recorded snapshot; what this process has logged; where to say what fails. */
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

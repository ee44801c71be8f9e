import type { Watch } from '../watch.ts';
import { type Bodies, createBodies } from './bodies.ts';
import { type FewAtOnce, fewAtOnce } from './few-at-once.ts';

/** What the listeners of one server have in common, made once. */
export interface Shared {
  watch: Watch;
  bodies: Bodies;
  /** Requests answered since the start, by status code. */
  requests: Map<number, number>;
  explaining: FewAtOnce;
}

export const createShared = (watch: Watch): Shared => ({
  watch,
  bodies: createBodies(),
  requests: new Map(),
  explaining: fewAtOnce({ most: 2, busy: 'hostprobe explains other texts at this moment' }),
});

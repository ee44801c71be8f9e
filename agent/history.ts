import * as z from 'zod';
import { schemaVersion } from './snapshot.ts';

/** A value of the node as text; null: none, such as a missing service or a failure that was not seen. */
const value = z.string().max(500).nullable();

/** One difference from the run before. */
export const changeSchema = z.object({
  /** Time of the run that saw it. */
  at: z.iso.datetime(),
  /**
   * Time of the last run that saw the earlier value, so it changed between the two; null: hostprobe restarted in
   * between, and it may have changed at any time before `at`.
   */
  after: z.iso.datetime().nullable(),
  /** A kind and a name: "finding containerd-account", "service containerd state", "diagnosis logon-denied", "mode". */
  what: z.string().max(200),
  from: value,
  to: value,
});
export type Change = z.infer<typeof changeSchema>;

/** What `GET /history` answers, and `report --since` adds to its report. */
export const historySchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  /** Changes from this time on; null: all that are kept. */
  since: z.iso.datetime().nullable(),
  /** Where the history begins; earlier changes are unknown. null: no run yet. */
  begins: z.iso.datetime().nullable(),
  /** The file on the node that keeps it across restarts; null: it is in memory only. */
  file: z.string().nullable(),
  /** Why the history is incomplete or grows, in one sentence; null: nothing is wrong. */
  problem: z.string().nullable(),
  /** Oldest first, so that it reads as a story. */
  changes: z.array(changeSchema),
});
export type History = z.infer<typeof historySchema>;

import * as z from 'zod';
import { schemaVersion } from './snapshot.ts';

/** A value of the node in words; null: there is none, such as a service that does not exist or a failure nobody met. */
const value = z.string().max(500).nullable();

/** One thing that was otherwise at the look before. */
export const changeSchema = z.object({
  /** Of the look that saw it. */
  at: z.iso.datetime(),
  /**
   * Of the last look that saw what was before, so that it changed between the two; null: hostprobe was started anew
   * in between, and it may have changed at any time before `at`.
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
  /** Where that which is kept begins: before it anything may have changed unseen. null: nothing has been seen yet. */
  begins: z.iso.datetime().nullable(),
  /** The file on the node that keeps it over restarts; null: it is kept in memory only. */
  file: z.string().nullable(),
  /** Why not all of it is in a file, in a sentence; null: all of it is. */
  problem: z.string().nullable(),
  /** Oldest first, so that it reads as a story. */
  changes: z.array(changeSchema),
});
export type History = z.infer<typeof historySchema>;

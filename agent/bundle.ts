import * as z from 'zod';
import { factError } from './fact/schema.ts';
import type { Clean } from './redact.ts';
import { schemaVersion } from './snapshot.ts';

/** One file of a bundle. */
export const bundleEntrySchema = z.object({
  path: z.string(),
  /** In the archive, so after redaction, and not compressed. */
  bytes: z.number(),
  sha256: z.string(),
  /** Where it was taken from: a path on the node, or what made it. */
  source: z.string(),
  modifiedAt: z.iso.datetime().exactOptional(),
  /** Only the end of the source is here. */
  truncated: z.boolean(),
  /** How many secrets each rule has taken out. */
  redactions: z.record(z.string(), z.number()),
});
export type BundleEntry = z.infer<typeof bundleEntrySchema>;

/** `manifest.json` of a bundle, the last of its files. */
export const bundleManifestSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  node: z.string(),
  at: z.iso.datetime(),
  /** Logs that were last written to before this were left out; null: none were. */
  since: z.iso.datetime().nullable(),
  entries: z.array(bundleEntrySchema),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** `errors.json` of a bundle: what could not be taken, and why. */
export const bundleErrorsSchema = z.array(z.object({ path: z.string(), source: z.string(), error: factError }));
export type BundleError = z.infer<typeof bundleErrorsSchema>[number];

export interface BundlePiece {
  text: string;
  /** It only stands before what is taken, and is not taken itself: a secret that goes on there may begin in it. */
  isBefore: boolean;
}

/** What may go into a bundle. Only what a list of these names is taken. */
export interface BundleItem {
  /** In the archive; safe on Windows and POSIX. */
  path: string;
  source: string;
  modifiedAt?: Date;
  /** Its size, for --dry-run; null: it is made when the bundle is written. */
  size: number | null;
  /** A part of it would be useless: the bundle holds all of it, or leaves it out. */
  isWhole: boolean;
  /** It is made of plain data, which `clean` has gone over: nothing of its text is looked at again. */
  isClean?: true;
  /** For the plan, of a log: when its first and its last line of so many bytes at its end were written, where they tell. */
  times?(maxBytes: number): Promise<{ from: string | null; to: string | null }>;
  /**
   * Its text in pieces, of its end at most so many bytes; returns whether there is more before that. Rejects with a LookError.
   * @param clean takes the secrets out of plain data before it is written
   */
  read(maxBytes: number, clean: Clean): AsyncGenerator<BundlePiece, { truncated: boolean }, undefined>;
}

/** What a node has for a bundle. */
export interface Found {
  /** In the order of their worth: where not all of it fits, the first are taken. */
  items: BundleItem[];
  /** What could not even be listed. */
  errors: BundleError[];
}

/** All that may go into one bundle. */
export interface Contents {
  /** What hostprobe makes of what it has seen, which costs no look at the node and comes first. */
  made: BundleItem[];
  /** Looks for files of the node. */
  find(): Promise<Found>;
}

/** Where what was seen, and what follows from it, lies in a bundle; the rest of its names are in the list of items. */
export const bundlePaths = {
  manifest: 'manifest.json',
  errors: 'errors.json',
  snapshot: 'snapshot.json',
  history: 'history.jsonl',
} as const;

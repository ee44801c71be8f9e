import type * as z from 'zod';
import type { bundleEntrySchema, bundleErrorsSchema, bundleManifestSchema } from './bundle/schema.ts';
import type { Clean } from './redact.ts';

export type BundleEntry = z.infer<typeof bundleEntrySchema>;
export type BundleManifest = z.infer<typeof bundleManifestSchema>;
export type BundleError = z.infer<typeof bundleErrorsSchema>[number];

export interface BundlePiece {
  /** In UTF-8. A piece may end in the middle of a character. */
  bytes: Uint8Array;
  /** Context before the included text; read only to find secrets that start here. */
  isBefore: boolean;
}

/** A file that a bundle may include. Only listed files are included. */
export interface BundleItem {
  /** In the archive; safe on Windows and POSIX. */
  path: string;
  source: string;
  modifiedAt?: Date;
  /** Its size, for --dry-run; null: it is made when the bundle is written. */
  size: number | null;
  /** The bundle includes all of it or nothing: a part would be useless. */
  isWhole: boolean;
  /** Made from plain data that `clean` has already redacted; its text is not scanned again. */
  isClean?: true;
  /** For --dry-run, of a log: timestamps of the first and last line in the last so many bytes, if known. */
  times?(maxBytes: number): Promise<{ from: string | null; to: string | null }>;
  /**
   * Yields at most the last so many bytes of its text; returns whether there is more before them. Rejects with a QueryError.
   * @param clean redacts plain data before it is written
   */
  read(maxBytes: number, clean: Clean): AsyncGenerator<BundlePiece, { truncated: boolean }, undefined>;
}

/** The files of a node for a bundle. */
export interface NodeFiles {
  /** The most useful first: if not all fit, the last are left out. */
  items: BundleItem[];
  /** What could not be listed. */
  errors: BundleError[];
}

/** Everything that one bundle may include. */
export interface Contents {
  /** Files that hostprobe makes from data it already has. They come first. */
  made: BundleItem[];
  /** Finds the files of the node. */
  find(): Promise<NodeFiles>;
}

/** The paths of the facts and the report in a bundle; the list of items has the other paths. */
export const bundlePaths = {
  manifest: 'manifest.json',
  errors: 'errors.json',
  snapshot: 'snapshot.json',
  history: 'history.jsonl',
} as const;

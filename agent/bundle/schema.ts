import * as z from 'zod';
import { factError } from '../fact/schema.ts';
import { schemaVersion } from '../snapshot.ts';

/** One file of a bundle. */
export const bundleEntrySchema = z.object({
  path: z.string(),
  /** In the archive, so after redaction, and not compressed. */
  bytes: z.number(),
  sha256: z.string(),
  /** Its source: a path on the node, or what made it. */
  source: z.string(),
  modifiedAt: z.iso.datetime().exactOptional(),
  /** The bundle contains only the end of the source. */
  truncated: z.boolean(),
  /** How many secrets each rule has redacted. */
  redactions: z.record(z.string(), z.number()),
});

/** `manifest.json` of a bundle, the last of its files. */
export const bundleManifestSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  node: z.string(),
  at: z.iso.datetime(),
  /** Logs that were last written before this time are left out; null: no logs are left out. */
  since: z.iso.datetime().nullable(),
  entries: z.array(bundleEntrySchema),
});

/** `errors.json` of a bundle: what could not be read, and why. */
export const bundleErrorsSchema = z.array(z.object({ path: z.string(), source: z.string(), error: factError }));

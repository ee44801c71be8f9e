import type { History } from '../history.ts';
import type { Host } from '../host.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { safeName } from './contents/safe-names.ts';

/** What a bundle is made of: one run, and the node itself for its logs and configuration. */
export interface BundleSource {
  snapshot: Snapshot;
  report: Report;
  /** null: this node keeps none. */
  history: History | null;
  /** The newest lines of hostprobe's own log; null: it is another process's. */
  ownLog: string | null;
  /** null: a saved snapshot, so its node cannot be read. */
  host: Host | null;
}

/** The name of a bundle's file: hostprobe-win-1-20261101T120000Z.zip */
export const bundleName = ({ node, at }: Pick<Snapshot, 'node' | 'at'>): string =>
  `hostprobe-${safeName(node)}-${at.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}.zip`;

/** The manifest without its entries. */
export const headOf = ({ node, at, tool, schemaVersion }: Snapshot, since: Date | null) => ({
  schemaVersion,
  tool,
  node,
  at,
  since: since === null ? null : since.toISOString(),
});

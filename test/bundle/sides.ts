import type { Side } from '../../agent/bundle/diff.ts';
import { headOf } from '../../agent/bundle/file.ts';
import type { BundleEntry, BundleError } from '../../agent/bundle.ts';
import { snapshotWith } from '../snapshot.ts';

const entry = (file: Partial<BundleEntry> & { path: string }): BundleEntry => ({
  bytes: 100,
  sha256: 'a'.repeat(64),
  source: `C:\\k\\${file.path}`,
  truncated: false,
  redactions: {},
  ...file,
});

/** One side of a comparison, as if a bundle of that snapshot and these files had been read. */
export function side(
  snapshot = snapshotWith(),
  more: {
    files?: readonly (Partial<BundleEntry> & { path: string })[];
    missing?: readonly string[];
    since?: Date;
  } = {},
): Side {
  const { files = [], missing = [], since } = more;
  const errors: BundleError[] = missing.map((path) => ({
    path,
    source: `C:\\k\\${path}`,
    error: { kind: 'denied', message: 'access is denied' },
  }));
  const manifest = { ...headOf(snapshot, since ?? null), entries: files.map(entry) };
  return { bundle: `${snapshot.node}.zip`, snapshot, manifest, errors };
}

import { buffer } from 'node:stream/consumers';
import { assess } from '../../agent/assess.ts';
import { contentsOf } from '../../agent/bundle/contents.ts';
import { type BundleSource, headOf } from '../../agent/bundle/file.ts';
import { bundleErrorsSchema, bundleManifestSchema } from '../../agent/bundle/schema.ts';
import { type BundleOptions, usualLimits, writeBundle } from '../../agent/bundle/writer.ts';
import type { BundleManifest } from '../../agent/bundle.ts';
import type { Host } from '../../agent/host.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { unpack } from './unpack.ts';

/** Never. */
export const noDeadline = new AbortController().signal;

export const sourceOf = (snapshot: Snapshot, host: Host | null, more: Partial<BundleSource> = {}): BundleSource => ({
  snapshot,
  report: assess(snapshot),
  history: null,
  ownLog: null,
  host,
  ...more,
});

/** Writes a bundle of a node, and reads it back. */
export async function take(
  source: BundleSource,
  { since = null, ...options }: Partial<BundleOptions> & { since?: Date | null } = {},
) {
  const { archive, done } = writeBundle({
    contents: contentsOf(source, since),
    head: headOf(source.snapshot, since),
    limits: usualLimits,
    deadline: noDeadline,
    more: [],
    ...options,
  });
  const [bytes] = await Promise.all([buffer(archive), done]);
  return await opened(bytes);
}

export async function opened(bytes: Buffer) {
  const files = await unpack(bytes);
  const text = (path: string) => {
    const content = files.get(path);
    if (content === undefined) throw new Error(`there is no ${path} in the bundle: ${[...files.keys()].join(', ')}`);
    return content.toString();
  };
  const manifest: BundleManifest = bundleManifestSchema.parse(JSON.parse(text('manifest.json')));
  const errors = bundleErrorsSchema.parse(JSON.parse(text('errors.json')));
  return { bytes, files, text, manifest, errors, names: [...files.keys()] };
}

/** The snapshot of a node whose logs are these files. */
export const snapshotOfLogs = (...paths: string[]): Snapshot =>
  snapshotWith((facts) => {
    facts.logs.sources = paths.map((path) => ({
      kind: 'file',
      component: 'kubelet',
      path,
      foundBy: 'usual-place',
      searched: { ok: true, value: { size: 1, modifiedAt: '2026-11-01T11:00:00.000Z', from: 0, to: 1, rotated: [] } },
    }));
  });

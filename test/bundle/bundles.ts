import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { madeItem } from '../../agent/bundle/contents/report-items.ts';
import { headOf } from '../../agent/bundle/file.ts';
import { historyLines } from '../../agent/bundle/messages.ts';
import { usualLimits, writeBundle } from '../../agent/bundle/writer.ts';
import type { BundleError, BundleManifest } from '../../agent/bundle.ts';
import type { History } from '../../agent/history.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { type ZipPart, zip } from './zip.ts';

export interface Content {
  snapshot?: Snapshot;
  history?: History;
  /** By their paths in the bundle. */
  files?: Readonly<Record<string, string>>;
  errors?: readonly BundleError[];
  since?: Date;
}

/** A bundle as hostprobe writes it. */
export async function bundleOf(content: Content = {}): Promise<Buffer> {
  const { snapshot = snapshotWith(), history, files = {}, errors = [], since } = content;
  const { archive, done } = writeBundle({
    contents: {
      made: [
        madeItem('snapshot.json', () => `${JSON.stringify(snapshot)}\n`),
        ...(history === undefined ? [] : [madeItem('history.jsonl', () => historyLines(history))]),
        ...Object.entries(files).map(([path, text]) => madeItem(path, () => text, `C:\\k\\${path}`)),
      ],
      find: async () => ({ items: [], errors: [...errors] }),
    },
    head: headOf(snapshot, since ?? null),
    limits: usualLimits,
    deadline: new AbortController().signal,
    more: [],
  });
  const [bytes] = await Promise.all([buffer(archive), done]);
  return bytes;
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** The manifest of files that are put together by hand. */
export const manifestOf = (parts: readonly ZipPart[]): BundleManifest => ({
  ...headOf(snapshotWith(), null),
  entries: parts.map(({ name, content = '' }) => ({
    path: String(name),
    bytes: Buffer.byteLength(content),
    sha256: sha256(content),
    source: 'hostprobe',
    truncated: false,
    redactions: {},
  })),
});

export const snapshotPart: ZipPart = { name: 'snapshot.json', content: `${JSON.stringify(snapshotWith())}\n` };

/** A bundle that is put together by hand, of these files beside its snapshot. */
export function bundleByHand(parts: readonly ZipPart[] = [], manifest?: unknown): Buffer {
  const files = [snapshotPart, ...parts];
  const content = JSON.stringify(manifest ?? manifestOf(files));
  return zip([...files, { name: 'manifest.json', content }]);
}

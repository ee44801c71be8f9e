import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle, readBundleSnapshot } from '../bundle/read.ts';
import { compareAll } from '../compare/comparison.ts';
import type { ComparisonOfAll } from '../compare/schema.ts';
import { UserError } from '../error.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Fetched } from './fetch.ts';
import type { Row } from './row.ts';

/** Beyond it, nodes are not held against each other: their facts would all have to be kept. */
export const mostCompared = 200;

/** The rows, with the most telling difference of each node that stands out from its pool. */
export function withUnlike(
  rows: readonly Row[],
  snapshots: ReadonlyMap<string, Snapshot>,
): { rows: Row[]; compared: ComparisonOfAll } {
  const compared = compareAll([...snapshots.values()]);
  const sentences = new Map(compared.unlike.map(({ node, differences: [first] }) => [node, first?.sentence]));
  const told = rows.map((row) => {
    const said = sentences.get(snapshots.get(row.node)?.node ?? '');
    return said === undefined ? row : { ...row, note: `${row.note && `${row.note}; `}unlike its pool: ${said}` };
  });
  return { rows: told, compared };
}

/** The snapshots in the bundles that were fetched into a folder, by node. One that cannot be read was damaged on its way. */
export async function snapshotsIn(folder: string, fetched: readonly Fetched[]): Promise<Map<string, Snapshot>> {
  const snapshots = new Map<string, Snapshot>();
  for (const { node, file } of fetched) {
    if (file === null) continue;
    try {
      const bundle = await openBundle(await readFile(join(folder, file)), file);
      snapshots.set(node, await readBundleSnapshot(bundle));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return snapshots;
}

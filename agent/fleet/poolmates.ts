import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle, readBundleSnapshot } from '../bundle/read.ts';
import { compareAll } from '../compare/comparison.ts';
import type { ComparisonOfAll } from '../compare/schema.ts';
import { freshKey } from '../decode/bytes.ts';
import { UserError } from '../error.ts';
import { labelledPool, machineLabel } from '../node/managed-pool.ts';
import { readNodeSnapshot, setupQuery } from '../reach/remote.ts';
import type { Snapshot } from '../snapshot.ts';
import { agentOf, type Fetched, type Reach } from './fetch.ts';
import { gatherAll, type OnStep } from './many-nodes.ts';
import type { Fleet } from './read-cluster.ts';
import type { FleetNode, Row } from './row.ts';

/** More peers tell no more. */
const mostPeers = 49;
const atOnce = 8;

/**
 * The other nodes of a node's pool that have a running agent: by the label of the cloud; without one, those with the same Windows
 * and the same kind of machine. Those of its build of Windows come first, and then those of its age.
 * @throws UserError if the cluster has no such node
 */
export function poolmatesOf({ nodes, pods }: Fleet, name: string): string[] {
  const node = nodes.get(name);
  if (node === undefined)
    throw new UserError(`this cluster has no Windows node ${name}; hostprobe status lists those it has`);
  return [...nodes.values()]
    .filter((one) => one !== node && pods.get(one.name)?.running === true && isPoolmate(node, one))
    .toSorted((a, b) => unlikeness(node, a) - unlikeness(node, b))
    .map((one) => one.name)
    .slice(0, mostPeers);
}

const unlikeness = (node: FleetNode, { kernel, createdAt }: FleetNode): number =>
  (kernel === node.kernel ? 0 : 1e15) + (Math.abs(Date.parse(createdAt) - Date.parse(node.createdAt)) || 0);

function isPoolmate(node: FleetNode, other: FleetNode): boolean {
  const [own, pool] = [labelledPool(node.labels), labelledPool(other.labels)];
  if (own !== null || pool !== null) return own === pool;
  return node.osImage === other.osImage && node.labels[machineLabel] === other.labels[machineLabel];
}

/** The newest snapshots of the agents on these nodes, or why there is none. */
export async function readSnapshots(
  names: readonly string[],
  reach: Reach,
  onStep: OnStep,
): Promise<(Snapshot | UserError)[]> {
  const factsQuery = setupQuery(freshKey());
  return gatherAll(names, { atOnce, onStep }, async (name) => {
    try {
      return await readNodeSnapshot({ ...agentOf(reach, name), factsQuery });
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
  });
}

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

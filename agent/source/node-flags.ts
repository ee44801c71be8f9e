import { existsSync } from 'node:fs';
import { momentOf, type Since } from '../config/values.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import type { History } from '../history.ts';
import type { SeenNode } from '../reach/cluster-node.ts';
import type { AskFlags } from '../reach/open.ts';
import type { Snapshot } from '../snapshot.ts';
import { readSaved, readSavedSnapshot } from './saved-files.ts';

/** The node that the user gives by a flag: a saved one (--facts), or another one to ask (--node). */

/** The flags that say which node is meant. */
export type NodeFlags = Pick<Config, 'facts'> & AskFlags;

/**
 * The node that --facts or --node names; null: neither does.
 * @throws UserError when it cannot be read
 */
export async function namedSnapshot(flags: NodeFlags): Promise<Snapshot | null> {
  if (flags.node.length > 1) throw new UserError(`--node must name one node here, but names ${flags.node.join(', ')}`);
  const [asked] = await askNodes(flags);
  if (asked !== undefined) return asked;
  return flags.facts === null ? null : readSavedSnapshot(oneFile(flags.facts));
}

/**
 * The snapshots of several nodes. A cluster node without an agent is described by its Node object only. --facts is
 * comma-separated. `name` is as the user typed it; `unseen` says why only the Node object is known, null: the facts are
 * known.
 */
export async function namedNodes(flags: NodeFlags): Promise<({ name: string } & SeenNode)[] | null> {
  const isInCluster = flags.node.length > 0 && !flags.node.some((node) => node.includes('://'));
  if (!isInCluster) return (await namedSnapshots(flags))?.map((one) => ({ ...one, unseen: null })) ?? null;
  const [{ openReach }, { readClusterNode }, { openAgents }] = await Promise.all([
    import('../reach/agent.ts'),
    import('../reach/cluster-node.ts'),
    import('../reach/open.ts'),
  ]);
  const api = await openReach(flags);
  const agent = openAgents(api, flags);
  return Promise.all(
    flags.node.map(async (name) => ({ name, ...(await readClusterNode(api, name, () => agent(name))) })),
  );
}

/** The same for any number of nodes with an agent or a file; --facts is comma-separated. `name` is as the user typed it. */
export async function namedSnapshots(flags: NodeFlags): Promise<{ name: string; snapshot: Snapshot }[] | null> {
  const names = flags.node.length > 0 ? flags.node : flags.facts?.split(',');
  if (names === undefined) return null;
  const snapshots = flags.node.length > 0 ? await askNodes(flags) : await Promise.all(names.map(readSavedSnapshot));
  return snapshots.map((snapshot, index) => ({ name: names[index] ?? '', snapshot }));
}

/**
 * The node that --node or --facts names, and what changed on it; null: neither names one.
 * @throws UserError if the history is not known
 */
export async function namedPast(
  flags: NodeFlags,
  since: Since,
): Promise<{ snapshot: Snapshot; history: History } | null> {
  if (flags.facts !== null) return savedPast(oneFile(flags.facts), since);
  const history = await askHistory(flags, since);
  const snapshot = await namedSnapshot(flags);
  return history === null || snapshot === null ? null : { snapshot, history };
}

async function savedPast(path: string, since: Since): Promise<{ snapshot: Snapshot; history: History }> {
  const { snapshot, bundle } = await readSaved(path);
  if (bundle === null) {
    throw new UserError(
      '--since needs the history of a node, which a snapshot does not contain: pass a bundle to --facts, or leave out --since',
    );
  }
  const { readBundleHistory } = await import('../bundle/read.ts');
  return { snapshot, history: await readBundleHistory(bundle, momentOf(since, new Date(snapshot.at))) };
}

async function askHistory(flags: NodeFlags, since: Since): Promise<History | null> {
  const [node] = flags.node;
  if (node === undefined) return null;
  const { openRemote, readNodeHistory } = await import('../reach/open.ts');
  return readNodeHistory(await openRemote(node, flags), since);
}

/** The name of one file. Several are joined by commas, but one name may contain a comma too. */
export function oneFile(facts: string): string {
  const names = facts.split(',');
  if (names.length === 1 || existsSync(facts)) return facts;
  throw new UserError(
    `--facts must name one snapshot here, but names ${names.length}: ${names.join(', ')}; hostprobe predict compares several`,
  );
}

async function askNodes(flags: NodeFlags): Promise<Snapshot[]> {
  if (flags.node.length === 0) return [];
  const [{ openRemotes }, { readNodeSnapshot }] = await Promise.all([
    import('../reach/open.ts'),
    import('../reach/remote.ts'),
  ]);
  return Promise.all((await openRemotes(flags)).map(readNodeSnapshot));
}

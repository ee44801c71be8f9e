import { existsSync } from 'node:fs';
import { momentOf, type Since } from '../config/values.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import { fewAtOnce } from '../fact.ts';
import type { History } from '../history.ts';
import { printable } from '../print/printable.ts';
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
  if (asked !== undefined) {
    if (asked.unseen !== null) process.stderr.write(`${showUnseen(asked)}\n`);
    return asked.snapshot;
  }
  return flags.facts === null ? null : readSavedSnapshot(oneFile(flags.facts));
}

const showUnseen = ({ name, unseen }: { name: string; unseen: string | null }) =>
  printable(`No agent answered on ${name}, so this is what the cluster alone tells of it: ${unseen}`, false);

/**
 * The same for any number of nodes; --facts is comma-separated. `name` is as the user typed it; `unseen` says why only the
 * cluster told of a node, null: its facts are those of an agent or a file.
 */
export async function namedNodes(flags: NodeFlags): Promise<({ name: string } & SeenNode)[] | null> {
  if (flags.node.length > 0) return askNodes(flags);
  const saved = flags.facts
    ?.split(',')
    .map(async (name) => ({ name, snapshot: await readSavedSnapshot(name), unseen: null }));
  return saved === undefined ? null : Promise.all(saved);
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
  const { readBundleHistory } = await import('../bundle/messages.ts');
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

/** Nodes without an agent are read from the API server, with up to ten requests each. */
const atOnce = 4;

async function askNodes(flags: NodeFlags): Promise<({ name: string } & SeenNode)[]> {
  if (flags.node.length === 0) return [];
  const { openNodes } = await import('../reach/open.ts');
  const read = await openNodes(flags);
  return fewAtOnce(flags.node, atOnce, async (name) => ({ name, ...(await read(name)) }));
}

import type { Config } from './config.ts';
import { UserError } from './error.ts';
import type { History } from './history.ts';
import { readSavedSnapshot } from './saved.ts';
import type { Since } from './since.ts';
import type { Snapshot } from './snapshot.ts';

/** What says which node is meant. */
export type NodeFlags = Pick<Config, 'facts' | 'node' | 'token-file' | 'ca-file'>;

/**
 * The node that --facts or --node names; null: neither does.
 * @throws UserError when it cannot be read
 */
export async function givenSnapshot(flags: NodeFlags): Promise<Snapshot | null> {
  requireOneSource(flags);
  if (flags.node.length > 1) throw new UserError(`--node must name one node here, but names ${flags.node.join(', ')}`);
  const [asked] = await askNodes(flags);
  if (asked !== undefined) return asked;
  return flags.facts === null ? null : readSavedSnapshot(flags.facts);
}

/** The same for any number of nodes, the snapshots of --facts apart by commas; `name` is as the user has it. */
export async function givenSnapshots(flags: NodeFlags): Promise<{ name: string; snapshot: Snapshot }[] | null> {
  requireOneSource(flags);
  const names = flags.node.length > 0 ? flags.node : flags.facts?.split(',');
  if (names === undefined) return null;
  const snapshots = flags.node.length > 0 ? await askNodes(flags) : await Promise.all(names.map(readSavedSnapshot));
  return snapshots.map((snapshot, index) => ({ name: names[index] ?? '', snapshot }));
}

/**
 * What changed on the node that --node names; null: it names none.
 * @throws UserError when it does not tell
 */
export async function givenHistory({ node, ...files }: NodeFlags, since: Since): Promise<History | null> {
  const [origin] = node;
  if (origin === undefined) return null;
  const [{ readCredentials }, { readNodeHistory }] = await Promise.all([
    import('./remote/credentials.ts'),
    import('./remote/history.ts'),
  ]);
  return readNodeHistory({ origin, ...(await readCredentials(files)) }, since);
}

function requireOneSource({ facts, node }: NodeFlags): void {
  if (facts !== null && node.length > 0) {
    throw new UserError('the node must come from --facts or from --node, but both are given');
  }
}

async function askNodes({ node, ...files }: NodeFlags): Promise<Snapshot[]> {
  if (node.length === 0) return [];
  const [{ readCredentials }, { readNodeSnapshot }] = await Promise.all([
    import('./remote/credentials.ts'),
    import('./remote.ts'),
  ]);
  const credentials = await readCredentials(files);
  return Promise.all(node.map((origin) => readNodeSnapshot({ origin, ...credentials })));
}

import { UserError } from '../error.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Api } from './api.ts';
import { CutShortError, type Remote, readNodeSnapshot } from './remote.ts';

/** A node of the cluster, as seen by its agent, or else by the API server. */
export interface SeenNode {
  snapshot: Snapshot;
  /** Why no agent answered, so that the snapshot has only what the cluster alone tells; null: it is from the agent. */
  unseen: string | null;
}

/** How a node of the cluster is read. */
export interface ReadingNode {
  /** Finds the agent; rejects with a UserError if none runs. */
  agent: () => Promise<Remote>;
  /** Whether only its agent is wanted, as by --via. */
  onlyAgent: boolean;
  agentNamespace: string;
  /** Whether the kubelet may be asked for its logs. */
  logs: boolean;
}

/**
 * The facts of a node, from its agent; if none answers, those that the cluster alone has: its Node, pods, events, and logs
 * by the kubelet.
 * @throws UserError if neither can be read
 */
export async function readClusterNode(api: Api, name: string, how: ReadingNode): Promise<SeenNode> {
  try {
    return { snapshot: await readNodeSnapshot(await how.agent()), unseen: null };
  } catch (error) {
    // An agent that answers, and whose answer is cut, is no missing one.
    if (how.onlyAgent || !(error instanceof UserError) || error instanceof CutShortError) throw error;
    const { readAlone } = await import('./alone.ts');
    const { agentNamespace, logs } = how;
    const snapshot = await readAlone(api, name, { agentNamespace, logs, why: error.message });
    if (snapshot === null) throw error;
    return { snapshot, unseen: error.message };
  }
}

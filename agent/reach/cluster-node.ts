import { QueryError, UserError } from '../error.ts';
import { factIds } from '../fact/ids.ts';
import type { Part } from '../fact.ts';
import { type Facts, type Snapshot, schemaVersion } from '../snapshot.ts';
import { toolVersion } from '../version.ts';
import type { Api } from './api.ts';
import { type Remote, readNodeSnapshot } from './remote.ts';

/** A node of the cluster, as seen by its agent, or else by the API server. */
export interface SeenNode {
  snapshot: Snapshot;
  /** Why no agent was asked, so that the snapshot has only what the Node object says; null: it is from the agent. */
  unseen: string | null;
}

/**
 * The facts of a node, from its agent; if none answers, those that its Node object has: versions, conditions, labels, taints.
 * @param agent finds the agent; rejects with a UserError if none runs
 * @throws UserError if neither can be read
 */
export async function readClusterNode(api: Api, name: string, agent: () => Promise<Remote>): Promise<SeenNode> {
  try {
    return { snapshot: await readNodeSnapshot(await agent()), unseen: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const snapshot = await readNodeObject(api, name);
    if (snapshot === null) throw error;
    return { snapshot, unseen: error.message };
  }
}

/** null: it cannot be read. */
async function readNodeObject(api: Api, name: string): Promise<Snapshot | null> {
  const [objects, { readNode }] = await Promise.all([
    import('../host/cluster/objects.ts'),
    import('../host/cluster/read-objects.ts'),
  ]);
  const answer = await api.get(`/api/v1/nodes/${encodeURIComponent(name)}`).catch((error: unknown) => {
    if (error instanceof QueryError) return null;
    throw error;
  });
  const node = objects.apiNode.safeParse(answer);
  if (!node.success) return null;
  const unseen: Part<never> = { ok: false, error: { kind: 'unsupported', message: 'no agent answered' } };
  const access = { kind: 'kubeconfig', server: api.signIn.server, path: '', context: api.signIn.context } as const;
  const cluster: Facts['cluster'] = {
    ok: true,
    ms: 0,
    value: {
      access,
      seen: {
        ...{ nodeName: name, version: unseen, pods: unseen, podSecurity: [], refused: unseen, permissions: unseen },
        node: { ok: true, value: readNode(node.data) },
      },
    },
  };
  // The keys are factIds.
  const none = Object.fromEntries(factIds.map((id) => [id, { ...unseen, ms: 0 }])) as unknown as Facts;
  return {
    schemaVersion,
    tool: { name: 'hostprobe', version: toolVersion },
    node: name,
    at: api.now().toISOString(),
    standIns: [],
    facts: { ...none, cluster },
  };
}

import { conditionType } from '../publish.ts';
import type { Api } from '../reach/api.ts';
import { list } from '../reach/list.ts';
import { type AgentPod, type FleetNode, readAgentPod, readFleetNode } from './read.ts';
import { inOrder, type Row, toRow } from './row.ts';

/** Which nodes of a cluster are meant, and where hostprobe's pods are. */
export interface Wanted {
  /** Labels, as kubectl's -l has them; null: all Windows nodes. */
  selector: string | null;
  agentNamespace: string;
}

export const nodesPath = '/api/v1/nodes';
export const podsPath = ({ agentNamespace }: Wanted): string => `/api/v1/namespaces/${agentNamespace}/pods`;
export const nodesQuery = ({ selector }: Wanted) => ({
  labelSelector: ['kubernetes.io/os=windows', ...(selector === null ? [] : [selector])].join(','),
});
export const podsQuery = { labelSelector: 'app.kubernetes.io/name=hostprobe' };

/** The Windows nodes of a cluster with hostprobe's pods on them, as the cluster keeps them. */
export interface Fleet {
  nodes: Map<string, FleetNode>;
  /** By node. */
  pods: Map<string, AgentPod>;
  /** From where on a watch goes on. */
  versions: { nodes: string; pods: string };
}

/**
 * Two lists, page by page.
 * @throws LookError where one of them cannot be had
 */
export async function readFleet(api: Api, wanted: Wanted): Promise<Fleet> {
  const [nodes, pods] = await Promise.all([
    list(api, { path: nodesPath, query: nodesQuery(wanted) }, (item) => readFleetNode(item, conditionType)),
    list(api, { path: podsPath(wanted), query: podsQuery }, readAgentPod),
  ]);
  return {
    nodes: new Map(nodes.items.map((node) => [node.name, node])),
    pods: byNode(pods.items),
    versions: { nodes: nodes.resourceVersion, pods: pods.resourceVersion },
  };
}

/** While a DaemonSet is rolled out a node may have two: the one that runs counts. */
function byNode(pods: readonly AgentPod[]): Map<string, AgentPod> {
  const found = new Map<string, AgentPod>();
  for (const pod of pods) {
    if (pod.node !== '' && !found.get(pod.node)?.running) found.set(pod.node, pod);
  }
  return found;
}

export const rowsOf = ({ nodes, pods }: Fleet, now: Date): Row[] =>
  inOrder([...nodes.values()].map((node) => toRow(node, pods.get(node.name) ?? null, now)));

import { suggest } from '../config/nearest.ts';
import { UserError } from '../error.ts';
import { type AgentPod, agentPods, readAgentPod } from '../reach/agent.ts';
import type { Api } from '../reach/api.ts';
import { type ListedObjects, list, metadataOnly } from '../reach/list.ts';
import { type Broken, type FleetNode, type Row, readFleetNode, toRow } from './row.ts';
import { sortRows } from './table.ts';

/** The selected nodes, and the namespace of hostprobe's pods. */
export interface Wanted {
  /** Labels, as kubectl's -l has them; null: all Windows nodes. */
  selector: string | null;
  /** Fields, as kubectl's --field-selector has them. */
  fieldSelector?: string | null;
  agentNamespace: string;
}

const windowsOnly = 'kubernetes.io/os=windows';
export const nodesPath = '/api/v1/nodes';
export const podsPath = ({ agentNamespace }: Wanted): string => `/api/v1/namespaces/${agentNamespace}/pods`;
export const nodesQuery = ({ selector, fieldSelector = null }: Wanted) => ({
  labelSelector: [windowsOnly, ...(selector === null ? [] : [selector])].join(','),
  ...(fieldSelector === null ? {} : { fieldSelector }),
});

/** The Windows nodes of a cluster and the pods of hostprobe on them, from the API server. */
export interface Fleet {
  nodes: Map<string, FleetNode>;
  /** By node name. */
  pods: Map<string, AgentPod>;
  broken: Broken;
  /** Resource versions, from which watches start. */
  versions: { nodes: string; pods: string };
}

/**
 * Reads both lists, page by page.
 * @throws QueryError if one of them cannot be read
 */
export async function readFleet(api: Api, wanted: Wanted): Promise<Fleet> {
  const [nodes, pods] = await Promise.all([readNodes(api, wanted), readAgents(api, wanted)]);
  return fleetOf(nodes, pods);
}

export const readNodes = (api: Api, wanted: Wanted) =>
  list(api, { path: nodesPath, query: nodesQuery(wanted) }, readFleetNode);

export const readAgents = (api: Api, wanted: Wanted) =>
  list(api, { path: podsPath(wanted), query: agentPods }, readAgentPod);

export const fleetOf = (nodes: ListedObjects<FleetNode>, pods: Omit<ListedObjects<AgentPod>, 'truncated'>): Fleet => ({
  nodes: new Map(nodes.items.map((node) => [node.name, node])),
  pods: byNode(pods.items),
  broken: null,
  versions: { nodes: nodes.resourceVersion, pods: pods.resourceVersion },
});

/** @throws UserError if one of them is not a Windows node of the cluster */
export function requireKnown({ nodes }: Fleet, names: readonly string[]): void {
  const unknown = names.find((name) => !nodes.has(name));
  if (unknown === undefined) return;
  const known = [...nodes.keys()];
  throw new UserError(
    `${unknown} is not a Windows node of this cluster; ${known.length > 50 ? 'hostprobe status lists them' : suggest(unknown, known)}`,
  );
}

/** How many Windows nodes the cluster has, with any labels. */
export async function countNodes(api: Api): Promise<number> {
  const query = { labelSelector: windowsOnly };
  return (await list(api, { path: nodesPath, query, accept: metadataOnly }, () => null)).items.length;
}

/** During a rollout a node may have two pods: the running one wins. */
function byNode(pods: readonly AgentPod[]): Map<string, AgentPod> {
  const found = new Map<string, AgentPod>();
  for (const pod of pods) {
    if (pod.node !== '' && !found.get(pod.node)?.running) found.set(pod.node, pod);
  }
  return found;
}

/** @param names the nodes that are wanted; absent: all */
export const rowsOf = ({ nodes, pods, broken }: Fleet, now: Date, names: Iterable<string> = nodes.keys()): Row[] =>
  sortRows(
    [...names].flatMap((name) => {
      const node = nodes.get(name);
      return node === undefined ? [] : [toRow(node, pods.get(name) ?? null, { now, broken })];
    }),
  );

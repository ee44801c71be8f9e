import * as z from 'zod';
import { QueryError } from '../error.ts';
import type { PodInfo } from '../facts/cluster.ts';
import * as objects from '../host/cluster/objects.ts';
import { asksForHostProcess, readDaemonSet, readNode, readPod } from '../host/cluster/read-objects.ts';
import { agentPods } from '../reach/agent.ts';
import type { Api } from '../reach/api.ts';
import { eventsAt, list, readApiEvent } from '../reach/list.ts';
import { gatherAll } from './many-nodes.ts';
import { nodesPath, nodesQuery, type Wanted } from './read-cluster.ts';

/** The most requests at once. */
const atOnce = 8;

/** What the API server knows about nodes, as files of an archive. */
export interface ClusterFile {
  path: string;
  /** Only fields that hostprobe knows: no environment, no arguments of programs. */
  content: unknown;
  /** Why some of it could not be read; null: all was read. */
  error: string | null;
}

interface Cluster {
  api: Api;
  wanted: Wanted;
  /** Names of the nodes whose files are read. */
  nodes: ReadonlySet<string>;
}

type FoundPod = PodInfo & { node: string };

/**
 * Reads the Node objects of these nodes, their HostProcess pods with the events, and the DaemonSet of hostprobe. A request
 * that is refused leaves a gap in its own file only.
 */
export async function readClusterFiles(api: Api, wanted: Wanted, nodes: ReadonlySet<string>): Promise<ClusterFile[]> {
  const cluster = { api, wanted, nodes };
  const pods: FoundPod[] = [];
  return [
    await fileOf('nodes', () => readNodes(cluster)),
    await fileOf('pods', () => readPods(cluster, pods), pods),
    await fileOf('events', () => readEvents(cluster, pods)),
    await fileOf('daemonset', () => readDaemonSets(cluster)),
  ];
}

async function readNodes({ api, wanted, nodes }: Cluster) {
  const { items } = await list(api, { path: nodesPath, query: nodesQuery(wanted) }, (item) => {
    const node = objects.apiNode.parse(item);
    const { name } = node.metadata;
    return nodes.has(name) ? { name, ...readNode(node) } : null;
  });
  return items.filter((one) => one !== null);
}

/** @param pods the list to extend, so that a failed request keeps the pods that were read before */
async function readPods({ api, nodes }: Cluster, pods: FoundPod[]): Promise<FoundPod[]> {
  let failed = false;
  await gatherAll([...nodes], { atOnce }, async (node) => {
    if (failed) return;
    const query = { fieldSelector: `spec.nodeName=${node}` };
    const { items } = await list(api, { path: '/api/v1/pods', query }, (item) => objects.pod.parse(item)).catch(
      (error: unknown) => {
        failed = true;
        throw error;
      },
    );
    for (const pod of items) if (asksForHostProcess(pod)) pods.push({ node, ...readPod(pod) });
  });
  return pods;
}

/** Kubelets put the events about nodes into the namespace default. */
async function readEvents({ api, nodes }: Cluster, pods: readonly FoundPod[]) {
  const ofPods = new Set(pods.map(({ namespace, name }) => `${namespace}/${name}`));
  const read = async (namespace: string, kind: 'Node' | 'Pod') =>
    (await list(api, eventsAt(namespace, { 'involvedObject.kind': kind }), readApiEvent)).items;
  const found = [(await read('default', 'Node')).filter(({ about }) => nodes.has(about.name))];
  for (const namespace of new Set(pods.map((pod) => pod.namespace))) {
    const events = await read(namespace, 'Pod');
    found.push(events.filter(({ about }) => ofPods.has(`${about.namespace}/${about.name}`)));
  }
  return found.flat();
}

async function readDaemonSets({ api, wanted }: Cluster) {
  const path = `/apis/apps/v1/namespaces/${wanted.agentNamespace}/daemonsets`;
  return (await list(api, { path, query: agentPods }, (item) => readDaemonSet(objects.daemonSet.parse(item)))).items;
}

/** @param partly what was read before the failure */
async function fileOf(name: string, read: () => Promise<unknown>, partly: unknown[] = []): Promise<ClusterFile> {
  const path = `cluster/${name}.json`;
  try {
    return { path, content: await read(), error: null };
  } catch (error) {
    if (!(error instanceof QueryError) && !(error instanceof z.ZodError)) throw error;
    const why =
      error instanceof QueryError ? error.message : 'the answer of the API server is not as Kubernetes has it';
    return { path, content: partly, error: why };
  }
}

import * as z from 'zod';
import { QueryError } from '../error.ts';
import type { Api } from '../reach/api.ts';
import { list } from '../reach/list.ts';
import { gatherAll } from './each-node.ts';
import { nodesPath, nodesQuery, podsQuery, type Wanted } from './read-cluster.ts';

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

const named = z.object({ metadata: z.object({ name: z.string() }) });

/**
 * Reads the Node objects of these nodes, their HostProcess pods with the events, and the DaemonSet of hostprobe. A request
 * that is refused leaves a gap in its own file only.
 */
export async function readClusterFiles(api: Api, wanted: Wanted, nodes: ReadonlySet<string>): Promise<ClusterFile[]> {
  const [objects, { readNode, readEvent, readDaemonSet }, { asksForHostProcess, readPod }] = await Promise.all([
    import('../host/cluster/objects.ts'),
    import('../host/cluster/read-objects.ts'),
    import('../host/cluster/read-pod.ts'),
  ]);
  const pods: (ReturnType<typeof readPod> & { node: string })[] = [];

  const readNodes = async () => {
    const { items } = await list(api, { path: nodesPath, query: nodesQuery(wanted) }, (item) => {
      const { name } = named.parse(item).metadata;
      return nodes.has(name) ? { name, ...readNode(objects.apiNode.parse(item)) } : null;
    });
    return items.filter((one) => one !== null);
  };
  const readPods = async () => {
    const failed = new AbortController();
    await gatherAll([...nodes], { atOnce, signal: failed.signal, chance: () => 0 }, async (node) => {
      const query = { fieldSelector: `spec.nodeName=${node}` };
      const { items } = await list(api, { path: '/api/v1/pods', query }, (item) => objects.pod.parse(item)).catch(
        (error: unknown) => {
          failed.abort();
          throw error;
        },
      );
      pods.push(...items.filter(asksForHostProcess).map((pod) => ({ node, ...readPod(pod) })));
    });
    return pods;
  };
  /** Kubelets put the events about nodes into the namespace default. */
  const readEvents = async () => {
    const isAbout = new Set(pods.map(({ namespace, name }) => `Pod ${namespace}/${name}`));
    const read = async (namespace: string, kind: 'Node' | 'Pod') => {
      const query = { fieldSelector: `involvedObject.kind=${kind}` };
      const { items } = await list(api, { path: `/api/v1/namespaces/${namespace}/events`, query }, (item) =>
        readEvent(objects.apiEvent.parse(item)),
      );
      return items.filter(({ about }) =>
        kind === 'Node' ? nodes.has(about.name) : isAbout.has(`Pod ${about.namespace}/${about.name}`),
      );
    };
    const all = await read('default', 'Node');
    for (const namespace of new Set(pods.map((pod) => pod.namespace))) all.push(...(await read(namespace, 'Pod')));
    return all;
  };
  const readDaemonSets = async () => {
    const path = `/apis/apps/v1/namespaces/${wanted.agentNamespace}/daemonsets`;
    return (await list(api, { path, query: podsQuery }, (item) => readDaemonSet(objects.daemonSet.parse(item)))).items;
  };

  return [
    await fileOf('nodes', readNodes),
    await fileOf('pods', readPods, pods),
    await fileOf('events', readEvents),
    await fileOf('daemonset', readDaemonSets),
  ];
}

/** @param partly what was read before it failed */
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

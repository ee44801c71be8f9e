import { setTimeout as sleep } from 'node:timers/promises';
import { agentPods, readAgentPod } from '../reach/agent.ts';
import { type Api, readAnswer } from '../reach/api.ts';
import { type WatchEvent, watch } from '../reach/list.ts';
import {
  type BrokenPod,
  isBroken,
  nameOf,
  pathOfPods,
  queryOfPods,
  readBrokenPods,
  readEvents,
  readFound,
  toBroken,
  type WantedPods,
} from './broken-pods.ts';
import { type Fleet, nodesPath, nodesQuery, podsPath, readFleet, type Wanted } from './read-cluster.ts';
import { readFleetNode } from './row.ts';

/** A silent agent changes nothing in the cluster, but its row becomes stale. */
const usualRecheckMs = 30_000;

/**
 * Keeps a fleet up to date.
 * @param options.recheckMs how often all nodes count as changed, because time passes
 * @param onChange gets the names of the nodes that changed
 * @returns never; it ends with the process, or with what `onChange` throws
 */
export async function watchFleet(
  options: { api: Api; wanted: Wanted; fleet: Fleet; recheckMs?: number },
  onChange: (nodes: readonly string[]) => Promise<void>,
): Promise<never> {
  const { api, wanted, fleet, recheckMs = usualRecheckMs } = options;
  for (;;) {
    const both = new AbortController();
    const until = both.signal;
    const follow = async (
      path: string,
      query: { labelSelector: string },
      from: string,
      take: (change: WatchEvent) => string,
    ) => {
      for await (const change of watch(api, { path, query, from }, until)) {
        if (change === 'expired') return both.abort();
        await onChange([take(change)]);
      }
    };
    const recheck = async () => {
      while (!until.aborted) {
        await sleep(recheckMs, undefined, { signal: until }).catch(() => undefined);
        if (!until.aborted) await onChange([...fleet.nodes.keys()]);
      }
    };
    await Promise.all([
      recheck(),
      follow(nodesPath, nodesQuery(wanted), fleet.versions.nodes, (change) => takeNode(fleet, change)),
      follow(podsPath(wanted), agentPods, fleet.versions.pods, (change) => takePod(fleet, change)),
    ]).finally(() => both.abort());
    const anew = await readFleet(api, wanted);
    const names = new Set([...fleet.nodes.keys(), ...anew.nodes.keys()]);
    Object.assign(fleet, anew);
    await onChange([...names]);
  }
}

function takeNode({ nodes }: Fleet, { type, object }: WatchEvent): string {
  const node = readAnswer('watch of nodes', () => readFleetNode(object));
  if (type === 'DELETED') nodes.delete(node.name);
  else nodes.set(node.name, node);
  return node.name;
}

function takePod({ pods }: Fleet, { type, object }: WatchEvent): string {
  const pod = readAnswer('watch of pods', () => readAgentPod(object));
  if (type !== 'DELETED') pods.set(pod.node, pod);
  else if (pods.get(pod.node)?.name === pod.name) pods.delete(pod.node);
  return pod.node;
}

/**
 * Tells each broken pod that is new or has changed, until the process ends.
 * @param options.seen what is known already, and the version from which to watch
 * @returns never; it ends with the process, or with what `onChange` throws
 */
export async function watchBrokenPods(
  options: { api: Api; wanted: WantedPods; seen: { broken: readonly BrokenPod[]; version: string } },
  onChange: (changed: readonly BrokenPod[]) => Promise<void>,
): Promise<never> {
  const { api, wanted } = options;
  const textOf = (pod: BrokenPod) => JSON.stringify(pod);
  const known = new Map(options.seen.broken.map((pod) => [nameOf(pod), textOf(pod)]));
  const tell = async (pods: readonly BrokenPod[]) => {
    const changed = pods.filter((pod) => known.get(nameOf(pod)) !== textOf(pod));
    for (const pod of changed) known.set(nameOf(pod), textOf(pod));
    if (changed.length > 0) await onChange(changed);
  };
  const path = pathOfPods(wanted);
  let from = options.seen.version;
  const never = new AbortController().signal;
  for (;;) {
    for await (const change of watch(api, { path, query: queryOfPods(wanted), from }, never)) {
      if (change === 'expired') break;
      const found = readAnswer('watch of pods', () => readFound(change.object));
      if (found === null || change.type === 'DELETED' || !isBroken(found, api.now())) continue;
      await tell([toBroken(found, (await readEvents(api, [found], [])).get(found.pod.uid) ?? [])]);
    }
    const anew = await readBrokenPods(api, wanted);
    from = anew.version;
    await tell(anew.broken);
  }
}

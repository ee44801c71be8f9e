import type { ClusterPod, EventInfo, Listed, PodInfo } from '../../facts/cluster.ts';
import type { Cluster } from '../../host.ts';
import { isTroubled, reasonsOf } from '../../node/troubled-pod.ts';
import { partOf } from '../../probe.ts';

/** How many are queried one by one. */
const maxTroubled = 20;

/** The HostProcess pods of a node, those in trouble with their events. */
export async function readPods(api: Cluster, nodeName: string, now: Date) {
  const { hostProcess, ...rest } = await api.pods(nodeName, (pods) => !pods.some((pod) => isTroubled(pod, now)));
  let left = maxTroubled;
  return { hostProcess: await withEvents(hostProcess, now, (pod) => (left-- > 0 ? api.events(pod) : null)), ...rest };
}

/**
 * The pods, those in trouble with their events: those first whose states say nothing.
 * @param ask null: no more may be asked
 */
export async function withEvents(
  pods: readonly PodInfo[],
  now: Date,
  ask: (pod: PodInfo) => Promise<Listed<EventInfo>> | null,
): Promise<ClusterPod[]> {
  const troubled = pods.filter((pod) => isTroubled(pod, now));
  const events = new Map<PodInfo, ClusterPod['events']>();
  const saysWhy = (pod: PodInfo) => Number(reasonsOf(pod).length > 0);
  for (const pod of troubled.toSorted((a, b) => saysWhy(a) - saysWhy(b))) {
    const asked = ask(pod);
    if (asked === null) break;
    events.set(pod, await partOf(asked));
  }
  return pods.map((pod) => ({ ...pod, troubled: troubled.includes(pod), events: events.get(pod) ?? null }));
}

import type { ClusterPod, DaemonSetInfo, EventInfo, Listed, PodInfo } from '../../facts/cluster.ts';
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

/** How many are queried one by one. */
const maxDaemonSets = 20;

interface Refused {
  daemonSet: DaemonSetInfo;
  events: EventInfo[];
}

/** The DaemonSets for Windows whose pods the API server refuses, with the events that say so. */
export async function readRefused(api: Cluster): Promise<Listed<Refused>> {
  const { items, truncated } = await api.daemonSets();
  const short = items.filter(lacksPods);
  const refused = await refusalsOf(short.slice(0, maxDaemonSets), (one) => api.refusals(one));
  return { items: refused, truncated: truncated || short.length > maxDaemonSets };
}

/** Those of the DaemonSets that have such events. */
export async function refusalsOf(
  short: readonly DaemonSetInfo[],
  ask: (daemonSet: DaemonSetInfo) => Promise<Listed<EventInfo>>,
): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const daemonSet of short) {
    const { items: events } = await ask(daemonSet);
    if (events.length > 0) refused.push({ daemonSet, events });
  }
  return refused;
}

/** Whether a DaemonSet for Windows has fewer pods than it wants. */
export function lacksPods(daemonSet: DaemonSetInfo): boolean {
  const isHostProcess = [daemonSet, ...daemonSet.containers].some(({ hostProcess }) => hostProcess === true);
  return daemonSet.current < daemonSet.desired && (isHostProcess || daemonSet.operatingSystem === 'windows');
}

import type { DaemonSetInfo, EventInfo, Listed } from '../../facts/cluster.ts';
import type { Cluster } from '../../host.ts';

/** How many are queried one by one. */
const maxDaemonSets = 20;

/** The DaemonSets for Windows whose pods the API server refuses, with the events that say so. */
export async function readRefused(api: Cluster): Promise<Listed<{ daemonSet: DaemonSetInfo; events: EventInfo[] }>> {
  const { items, truncated } = await api.daemonSets();
  const short = items.filter((one) => one.current < one.desired && isForWindows(one));
  const refused: { daemonSet: DaemonSetInfo; events: EventInfo[] }[] = [];
  for (const daemonSet of short.slice(0, maxDaemonSets)) {
    const events = await api.refusals(daemonSet);
    if (events.items.length > 0) refused.push({ daemonSet, events: events.items });
  }
  return { items: refused, truncated: truncated || short.length > maxDaemonSets };
}

export function isForWindows(daemonSet: DaemonSetInfo): boolean {
  const isHostProcess = [daemonSet, ...daemonSet.containers].some(({ hostProcess }) => hostProcess === true);
  return isHostProcess || daemonSet.operatingSystem === 'windows';
}

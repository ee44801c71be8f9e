import type { DaemonSetInfo, EventInfo, Listed } from '../facts/cluster.ts';
import type { Cluster } from '../host.ts';

/** How many are asked about one by one. */
const maxDaemonSets = 20;

/** The DaemonSets for Windows whose pods the API server refuses, with the events that say so. */
export async function readRefused(api: Cluster): Promise<Listed<{ daemonSet: DaemonSetInfo; events: EventInfo[] }>> {
  const { items, truncated } = await api.refusals();
  const byDaemonSet = [...Map.groupBy(items, ({ about }) => `${about.namespace}/${about.name}`).values()];
  const refused: { daemonSet: DaemonSetInfo; events: EventInfo[] }[] = [];
  for (const events of byDaemonSet.slice(0, maxDaemonSets)) {
    const about = events[0]?.about;
    const daemonSet = about && (await api.daemonSet(about.namespace, about.name));
    if (daemonSet && isForWindows(daemonSet)) refused.push({ daemonSet, events });
  }
  return { items: refused, truncated: truncated || byDaemonSet.length > maxDaemonSets };
}

function isForWindows(daemonSet: DaemonSetInfo): boolean {
  const isHostProcess = [daemonSet, ...daemonSet.containers].some(({ hostProcess }) => hostProcess === true);
  return isHostProcess || daemonSet.operatingSystem === 'windows';
}

import type { DaemonSetInfo, EventInfo, Listed } from '../../facts/cluster.ts';
import type { Cluster } from '../../host.ts';

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

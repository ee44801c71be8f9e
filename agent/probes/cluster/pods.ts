import type { ClusterPod, PodContainer, PodInfo } from '../../facts/cluster.ts';
import type { Cluster } from '../../host.ts';
import { partOf } from '../../probe.ts';

/** How many are queried one by one. */
const maxTroubled = 20;

/** A container that ended longer ago and runs has recovered: the kubelet's longest back-off is five minutes. */
const recentMs = 10 * 60_000;

/** The HostProcess pods of a node, those in trouble with their events. */
export async function readPods(api: Cluster, nodeName: string, now: Date) {
  const { hostProcess, ...rest } = await api.pods(nodeName, (pods) => !pods.some((pod) => isTroubled(pod, now)));
  const pods: ClusterPod[] = [];
  let asked = 0;
  for (const pod of hostProcess) {
    const troubled = isTroubled(pod, now);
    const events = troubled && asked++ < maxTroubled ? await partOf(api.events(pod)) : null;
    pods.push({ ...pod, troubled, events });
  }
  return { hostProcess: pods, ...rest };
}

function isTroubled({ phase, containers }: PodInfo, now: Date): boolean {
  if (phase === 'Succeeded') return false;
  return phase !== 'Running' || containers.some((container) => !isWell(container) || endedRecently(container, now));
}

/** An init container is well when it is done; an ephemeral one only debugs the pod. */
function isWell({ kind, ready, state }: PodContainer): boolean {
  return ready || kind === 'ephemeral' || (kind === 'init' && state?.exitCode === 0);
}

const endedRecently = ({ last }: PodContainer, now: Date): boolean =>
  last !== null && last.at !== null && now.getTime() - Date.parse(last.at) < recentMs;

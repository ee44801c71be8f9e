import type { ClusterPod } from '../../facts/cluster.ts';
import type { Cluster } from '../../host.ts';
import { isTroubled } from '../../node/troubled-pod.ts';
import { partOf } from '../../probe.ts';

/** How many are queried one by one. */
const maxTroubled = 20;

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

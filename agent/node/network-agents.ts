import { ifKnown } from '../fact.ts';
import type { ClusterPod } from '../facts/cluster.ts';
import type { KnownFacts } from '../snapshot.ts';

/**
 * Programs that make the network of ordinary pods, or serve it, and run as HostProcess pods: in the order in which they must
 * come up. Source: the manifests of each for Windows (azure-container-networking, calico, sig-windows-tools, antrea,
 * ovn-kubernetes).
 */
const agents = [
  /azure-cns|calico|flannel|antrea|hybrid-overlay|ovnkube|cilium|weave|(?:^|[-/])cni(?:-|$)/,
  /kube-proxy/,
];

/** The HostProcess pods of this node that bring its pod network, those with a problem first; null: not known. */
export function networkAgents({ cluster }: Pick<KnownFacts, 'cluster'>): ClusterPod[] | null {
  const pods = cluster?.seen && ifKnown(cluster.seen.pods);
  if (!pods) return null;
  const found = agents.flatMap((names) => pods.hostProcess.filter(({ name }) => names.test(name)));
  return [...found.filter(({ troubled }) => troubled), ...found.filter(({ troubled }) => !troubled)];
}

/** Why a pod is not all ready, as Kubernetes says it: "CrashLoopBackOff", or its phase. */
export const whyNotReady = ({ containers, reason, phase }: ClusterPod): string =>
  containers.find(({ ready, state }) => !ready && state?.kind !== 'running' && state?.reason)?.state?.reason ||
  reason ||
  phase;

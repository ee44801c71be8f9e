import { ifKnown } from '../fact.ts';
import type { ClusterPod, PodContainer, PodInfo } from '../facts/cluster.ts';
import type { KnownFacts } from '../snapshot.ts';

/** A container that ended longer ago and runs has recovered: the kubelet's longest back-off is five minutes. */
const usuallyRecentMs = 10 * 60_000;

/** Whether not all of a pod is ready, or a container ended in so many milliseconds before now. */
export function isTroubled({ phase, containers }: PodInfo, now: Date, recentMs = usuallyRecentMs): boolean {
  if (phase === 'Succeeded') return false;
  const endedRecently = ({ last }: PodContainer) =>
    last !== null && last.at !== null && now.getTime() - Date.parse(last.at) < recentMs;
  return phase !== 'Running' || containers.some((container) => !isWell(container) || endedRecently(container));
}

/** An init container is well when it is done; an ephemeral one only debugs the pod. */
function isWell({ kind, ready, state }: PodContainer): boolean {
  return ready || kind === 'ephemeral' || (kind === 'init' && state?.exitCode === 0);
}

/** What Kubernetes keeps of why a pod does not run, other than that its start is put off. */
export const reasonsOf = ({ message, containers }: PodInfo): string[] =>
  [message, ...containers.flatMap(({ state, last }) => [state?.message ?? '', last?.message ?? ''])].filter(
    (said) => said !== '' && !/^back-off /i.test(said),
  );

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

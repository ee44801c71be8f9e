import type { NodeInfo } from '../facts/cluster.ts';
import { apiNode, pod } from '../host/cluster/objects.ts';
import { readNode, readPod } from '../host/cluster/read-objects.ts';
import { reasonsOf } from '../node/troubled-pod.ts';

type Condition = NodeInfo['conditions'][number];

/** What a row shows of a Node. */
export interface FleetNode {
  name: string;
  /** Empty: not known. */
  createdAt: string;
  labels: Readonly<Record<string, string>>;
  /** The internal IP, or else any address; empty: not known. */
  address: string;
  /** The condition Ready of the kubelet; null: not set. */
  ready: Condition | null;
  /** The condition that agents set; null: not set. */
  condition: Condition | null;
  /** As the kubelet reports it: "containerd://1.7.28". */
  runtime: string;
  osImage: string;
  /** "10.0.20348.2402" */
  kernel: string;
  kubelet: string;
}

/** @throws ZodError if the item is not a Node */
export function readFleetNode(item: unknown, conditionType: string): FleetNode {
  const node = apiNode.parse(item);
  const { conditions, osImage, ...info } = readNode(node);
  const addresses = node.status?.addresses ?? [];
  return {
    name: node.metadata?.name ?? '',
    createdAt: node.metadata?.creationTimestamp ?? '',
    labels: node.metadata?.labels ?? {},
    address: (addresses.find(({ type }) => type === 'InternalIP') ?? addresses[0])?.address ?? '',
    ready: conditions.find(({ type }) => type === 'Ready') ?? null,
    condition: conditions.find(({ type }) => type === conditionType) ?? null,
    ...{ runtime: info.runtimeVersion, osImage, kernel: info.kernelVersion, kubelet: info.kubeletVersion },
  };
}

/** hostprobe's own pod on a node. */
export interface AgentPod {
  name: string;
  namespace: string;
  node: string;
  container: string;
  image: string;
  /** "Running", or the reason why not: "CrashLoopBackOff", "Pending". */
  state: string;
  running: boolean;
  /** What Kubernetes says of why it does not run. */
  reasons: readonly string[];
}

/** @throws ZodError if the item is not a Pod */
export function readAgentPod(item: unknown): AgentPod {
  const read = pod.parse(item);
  const info = readPod(read);
  const { name, namespace, phase, reason, containers, deletedAt } = info;
  const own = containers.find((one) => one.name === 'hostprobe') ?? containers.find(({ kind }) => kind === 'container');
  const running = own?.state?.kind === 'running' && phase === 'Running' && !deletedAt;
  const why = own?.state?.reason || reason || phase || 'Unknown';
  return {
    ...{ name, namespace, node: read.spec?.nodeName ?? '' },
    ...{ container: own?.name ?? 'hostprobe', image: own?.image ?? '' },
    state: deletedAt ? 'Terminating' : running ? 'Running' : why,
    running,
    reasons: running ? [] : reasonsOf(info),
  };
}

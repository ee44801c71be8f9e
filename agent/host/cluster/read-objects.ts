import type { ContainerState, DaemonSetInfo, EventInfo, NodeInfo, PodContainer, PodInfo } from '../../facts/cluster.ts';
import type { EndpointSliceInfo, ServiceInfo } from '../../facts/pod-network.ts';
import type { ClusterUser } from '../../host.ts';
import {
  type ApiContainer,
  type ApiContainerState,
  type ApiContainerStatus,
  type ApiEndpointSlice,
  type ApiNode,
  type ApiPod,
  type ApiService,
  cut,
  type DaemonSet,
  type Event,
  readSettings,
  readTime,
  type TokenReview,
} from './objects.ts';

/** Labels that describe a node: its operating system, its machine, its cluster and pool. */
const keptLabels = new Set([
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'node.kubernetes.io/windows-build',
  'node.kubernetes.io/instance-type',
  'kubernetes.azure.com/cluster',
  'kubernetes.azure.com/agentpool',
  'kubernetes.azure.com/os-sku',
  'alpha.eksctl.io/cluster-name',
  'eks.amazonaws.com/nodegroup',
  'cloud.google.com/gke-nodepool',
  'cloud.google.com/gke-os-distribution',
]);

export function readNode({ metadata, spec, status }: ApiNode): NodeInfo {
  const { containerRuntimeVersion: runtimeVersion, ...info } = status.nodeInfo;
  const labels = Object.entries(metadata.labels);
  return {
    ...info,
    runtimeVersion,
    unschedulable: spec.unschedulable,
    conditions: status.conditions.map(({ lastHeartbeatTime, lastTransitionTime, message, ...is }) => {
      const [since, heartbeatAt] = [readTime(lastTransitionTime), readTime(lastHeartbeatTime)];
      return { ...is, message: cut(message), since, heartbeatAt };
    }),
    ...(status.capacity ? { capacity: status.capacity } : {}),
    ...(status.allocatable ? { allocatable: status.allocatable } : {}),
    taints: spec.taints,
    labels: Object.fromEntries(labels.filter(([key]) => keptLabels.has(key))),
  };
}

/** An event of either API: with `count` and two times, or with a series. */
export function readEvent(event: Event): EventInfo {
  const { series, type, reason } = event;
  const { fieldPath, ...about } = event.involvedObject;
  const times = [series?.lastObservedTime, event.lastTimestamp, event.eventTime, event.firstTimestamp]
    .map(readTime)
    .filter((at) => at !== null)
    .toSorted();
  return {
    ...{ about, type, reason },
    container: /\{([^}]{1,253})\}$/.exec(fieldPath)?.[1] ?? null,
    message: cut(event.message),
    count: series?.count ?? event.count ?? 1,
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
  };
}

export function readDaemonSet({ metadata, spec, status }: DaemonSet): DaemonSetInfo {
  const pods = spec.template.spec;
  return {
    ...readSettings(pods),
    namespace: metadata.namespace,
    name: metadata.name,
    operatingSystem: pods.os.name || (pods.nodeSelector['kubernetes.io/os'] ?? null),
    containers: containersIn(pods).map((container) => ({ name: container.name, ...readSettings(container) })),
    desired: status.desiredNumberScheduled,
    current: status.currentNumberScheduled,
  };
}

const containersIn = ({ initContainers, containers }: Pick<ApiPod['spec'], 'initContainers' | 'containers'>) => [
  ...initContainers,
  ...containers,
];

/** Whether hostProcess is true for the pod or for any of its containers. */
export const asksForHostProcess = ({ spec }: ApiPod): boolean =>
  [spec, ...containersIn(spec)].some((one) => readSettings(one).hostProcess === true);

/** Whether an object is hostprobe's own, by the label that its manifests give it. */
export const isHostprobe = ({ metadata }: Pick<ApiPod, 'metadata'>): boolean =>
  metadata.labels['app.kubernetes.io/name'] === 'hostprobe';

/**
 * The node of a pod, or while it has none, the nodes that its affinity names, as a DaemonSet's controller sets it.
 * Source: kubernetes pkg/controller/daemon/util/daemonset_util.go, ReplaceDaemonSetPodNodeNameNodeAffinity.
 */
export function nodesMeant({ spec }: ApiPod): string[] {
  if (spec.nodeName) return [spec.nodeName];
  const required = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  return required.nodeSelectorTerms.flatMap(({ matchFields }) => matchFields.flatMap(({ values }) => values));
}

export function readPod({ metadata, spec, status }: ApiPod): PodInfo {
  const owner = metadata.ownerReferences.find(({ controller }) => controller);
  const { name, namespace, uid } = metadata;
  return {
    ...readSettings(spec),
    ...{ name, namespace, uid },
    owner: owner === undefined ? null : { kind: owner.kind, name: owner.name },
    createdAt: readTime(metadata.creationTimestamp),
    deletedAt: readTime(metadata.deletionTimestamp),
    subPaths: containersIn(spec)
      .flatMap(({ volumeMounts }) => volumeMounts)
      .filter(({ subPath, subPathExpr }) => subPath || subPathExpr).length,
    phase: status.phase,
    reason: status.reason,
    message: cut(status.message),
    hostNetwork: spec.hostNetwork,
    containers: [
      ...readContainers('init', spec.initContainers, status.initContainerStatuses),
      ...readContainers('container', spec.containers, status.containerStatuses),
      ...readContainers('ephemeral', spec.ephemeralContainers, status.ephemeralContainerStatuses),
    ],
  };
}

function readContainers(
  kind: PodContainer['kind'],
  specified: readonly ApiContainer[],
  statuses: readonly ApiContainerStatus[],
): PodContainer[] {
  return specified.map((container) => {
    const status = statuses.find(({ name }) => name === container.name);
    return {
      ...readSettings(container),
      name: container.name,
      kind,
      image: container.image,
      ready: status?.ready ?? false,
      restarts: status?.restartCount ?? 0,
      ids: idsOf(status),
      state: readState(status?.state),
      last: readState(status?.lastState),
    };
  });
}

/** `containerd://<id>`, without the runtime's name. */
function idsOf(status: ApiContainerStatus | undefined): string[] {
  const reported = [
    status?.containerID,
    status?.state?.terminated?.containerID,
    status?.lastState?.terminated?.containerID,
  ];
  const ids = reported.flatMap((id) => (id ? [id.replace(/^[a-z][a-z0-9.-]*:\/\//, '')] : []));
  return [...new Set(ids)];
}

function readState(state: ApiContainerState): ContainerState | null {
  if (state?.terminated) {
    const { reason, message, exitCode, finishedAt } = state.terminated;
    return { kind: 'terminated', reason, message: cut(message), exitCode, at: readTime(finishedAt) };
  }
  const none = { exitCode: null, at: null };
  if (state?.waiting) {
    return { kind: 'waiting', reason: state.waiting.reason, message: cut(state.waiting.message), ...none };
  }
  if (!state?.running) return null;
  return { ...none, kind: 'running', reason: '', message: '', at: readTime(state.running.startedAt) };
}

/**
 * The user of a reviewed token; null: the token is not valid. If the answer does not name the requested audience, the
 * server has not checked for whom the token was issued, and its approval does not count. Source: kubernetes
 * api/authentication/v1/types.go, TokenReviewStatus.Audiences.
 */
export function readUser({ status }: TokenReview, audience: string): ClusterUser | null {
  const { authenticated, audiences, user } = status;
  const { username: name, ...rest } = user;
  return authenticated && audiences.includes(audience) && name !== '' ? { name, ...rest } : null;
}

export function readService({ metadata, spec }: ApiService): ServiceInfo {
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    // A Service of type ExternalName keeps the addresses that it had before.
    addresses: spec.type === 'ExternalName' ? [] : spec.clusterIPs,
    local: spec.internalTrafficPolicy === 'Local',
    proxied: metadata.labels['service.kubernetes.io/service-proxy-name'] === undefined,
    ports: readPorts(spec.ports),
    changedAt: changeOf(metadata),
  };
}

export function readEndpointSlice({ metadata, addressType, ports, endpoints }: ApiEndpointSlice): EndpointSliceInfo {
  return {
    namespace: metadata.namespace,
    service: metadata.labels['kubernetes.io/service-name'] ?? '',
    ports: readPorts(ports),
    endpoints: (addressType === 'FQDN' ? [] : endpoints).flatMap(({ addresses, conditions, targetRef, hints }) =>
      addresses.map((address) => ({
        address,
        // A condition that is not set counts as true (discovery/v1, EndpointConditions).
        ready: conditions.ready !== false,
        ofPod: targetRef.kind === 'Pod',
        hinted: hints != null,
      })),
    ),
    changedAt: changeOf(metadata),
  };
}

const readPorts = (ports: ApiEndpointSlice['ports']): ServiceInfo['ports'] =>
  ports.map(({ protocol, ...port }) => ({ ...port, protocol: protocol || 'TCP' }));

/** A status that is written says nothing of what kube-proxy must do. */
const changeOf = (metadata: ApiService['metadata']): string | null =>
  [
    metadata.creationTimestamp,
    ...metadata.managedFields.filter(({ subresource }) => subresource !== 'status').map(({ time }) => time),
  ]
    .map(readTime)
    .filter((at) => at !== null)
    .toSorted()
    .at(-1) ?? null;

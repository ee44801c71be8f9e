import type { DaemonSetInfo, EventInfo, NodeInfo } from '../../facts/cluster.ts';
import type { ApiNode, DaemonSet, Event } from './objects.ts';
import { cut, readSettings, readTime } from './read-fields.ts';

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
  const info = status?.nodeInfo;
  const labels = Object.entries(metadata?.labels ?? {});
  return {
    kubeletVersion: info?.kubeletVersion ?? '',
    runtimeVersion: info?.containerRuntimeVersion ?? '',
    osImage: info?.osImage ?? '',
    kernelVersion: info?.kernelVersion ?? '',
    operatingSystem: info?.operatingSystem ?? '',
    architecture: info?.architecture ?? '',
    unschedulable: spec?.unschedulable ?? false,
    conditions: (status?.conditions ?? []).map(({ type, status: is, reason, message, lastTransitionTime }) => {
      return { type, status: is, reason: reason ?? '', message: cut(message), since: readTime(lastTransitionTime) };
    }),
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect })),
    labels: Object.fromEntries(labels.filter(([key]) => keptLabels.has(key))),
  };
}

/** An event of either API: with `count` and two times, or with a series. */
export function readEvent(event: Event): EventInfo {
  const { involvedObject: about, series } = event;
  const times = [series?.lastObservedTime, event.lastTimestamp, event.eventTime, event.firstTimestamp]
    .map(readTime)
    .filter((at) => at !== null)
    .toSorted();
  return {
    about: { kind: about.kind ?? '', namespace: about.namespace ?? '', name: about.name ?? '' },
    container: /\{([^}]{1,253})\}$/.exec(about.fieldPath ?? '')?.[1] ?? null,
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: cut(event.message),
    count: series?.count ?? event.count ?? 1,
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
  };
}

export function readDaemonSet({ metadata, spec, status }: DaemonSet): DaemonSetInfo {
  const pods = spec?.template.spec;
  const containers = [...(pods?.initContainers ?? []), ...(pods?.containers ?? [])];
  return {
    ...readSettings(pods),
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    operatingSystem: pods?.os?.name ?? pods?.nodeSelector?.['kubernetes.io/os'] ?? null,
    containers: containers.map((container) => ({ name: container.name, ...readSettings(container) })),
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
  };
}

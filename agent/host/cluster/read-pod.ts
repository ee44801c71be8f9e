import type { V1Container, V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { ContainerState, PodContainer, PodInfo } from '../../facts/cluster.ts';
import { cut, readSettings, readTime } from './read-fields.ts';

/** Whether the pod, or any container of it, is to be a HostProcess one. */
export function isHostProcess({ spec }: V1Pod): boolean {
  const all = [spec, ...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return all.some((one) => one?.securityContext?.windowsOptions?.hostProcess === true);
}

export function readPod({ metadata, spec, status }: V1Pod): PodInfo {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  return {
    ...readSettings(spec),
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    uid: metadata?.uid ?? '',
    owner: owner === undefined ? null : { kind: owner.kind, name: owner.name },
    createdAt: readTime(metadata?.creationTimestamp),
    phase: status?.phase ?? '',
    reason: status?.reason ?? '',
    message: cut(status?.message),
    hostNetwork: spec?.hostNetwork ?? false,
    containers: [
      ...readContainers('init', spec?.initContainers, status?.initContainerStatuses),
      ...readContainers('container', spec?.containers, status?.containerStatuses),
      ...readContainers('ephemeral', spec?.ephemeralContainers, status?.ephemeralContainerStatuses),
    ],
  };
}

type Specified = Pick<V1Container, 'name' | 'image' | 'securityContext'>;

function readContainers(
  kind: PodContainer['kind'],
  specified: readonly Specified[] | undefined,
  statuses: readonly V1ContainerStatus[] | undefined,
): PodContainer[] {
  return (specified ?? []).map((container) => {
    const status = statuses?.find(({ name }) => name === container.name);
    return {
      ...readSettings(container),
      name: container.name,
      kind,
      image: container.image ?? '',
      ready: status?.ready ?? false,
      restarts: status?.restartCount ?? 0,
      state: readState(status?.state),
      last: readState(status?.lastState),
    };
  });
}

function readState(state: V1ContainerState | undefined): ContainerState | null {
  if (state?.terminated) {
    const { reason, message, exitCode, finishedAt } = state.terminated;
    return { kind: 'terminated', reason: reason ?? '', message: cut(message), exitCode, at: readTime(finishedAt) };
  }
  const none = { exitCode: null, at: null };
  if (state?.waiting) {
    return { kind: 'waiting', reason: state.waiting.reason ?? '', message: cut(state.waiting.message), ...none };
  }
  if (!state?.running) return null;
  return { ...none, kind: 'running', reason: '', message: '', at: readTime(state.running.startedAt) };
}

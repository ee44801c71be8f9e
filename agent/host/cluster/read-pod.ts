import type { ContainerState, PodContainer, PodInfo } from '../../facts/cluster.ts';
import type * as objects from './objects.ts';
import { cut, readSettings, readTime } from './read-fields.ts';

/** Whether hostProcess is true for the pod or for any of its containers. */
export function asksForHostProcess({ spec }: objects.ApiPod): boolean {
  const all = [spec, ...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return all.some((one) => one?.securityContext?.windowsOptions?.hostProcess === true);
}

export function readPod({ metadata, spec, status }: objects.ApiPod): PodInfo {
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

function readContainers(
  kind: PodContainer['kind'],
  specified: readonly objects.ApiContainer[] | null | undefined,
  statuses: readonly objects.ApiContainerStatus[] | null | undefined,
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
      ids: idsOf(status),
      state: readState(status?.state),
      last: readState(status?.lastState),
    };
  });
}

/** `containerd://<id>`, without the runtime's name. */
function idsOf(status: objects.ApiContainerStatus | undefined): string[] {
  const reported = [
    status?.containerID,
    status?.state?.terminated?.containerID,
    status?.lastState?.terminated?.containerID,
  ];
  const ids = reported.flatMap((id) => (id ? [id.replace(/^[a-z][a-z0-9.-]*:\/\//, '')] : []));
  return [...new Set(ids)];
}

function readState(state: objects.ApiContainerState): ContainerState | null {
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

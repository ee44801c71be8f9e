import type { PodContainer, PodInfo } from '../facts/cluster.ts';

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

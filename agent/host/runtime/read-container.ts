import * as z from 'zod';
import type { ContainerInfo } from '../../facts/runtime.ts';
import { type Container, ContainerState, type ContainerStatusResponse } from './cri.pb.ts';
import { bounded, readInfo } from './info.ts';
import { timeOfNanoseconds } from './time.ts';

/** The rest of the info (it can hold secrets from the environment) is not read. */
const info = z.object({
  runtimeSpec: z.object({ process: z.object({ user: z.object({ username: z.string().min(1) }) }) }),
});

const states: readonly ContainerInfo['state'][] = ['created', 'running', 'exited', 'unknown'];
const label = 'io.kubernetes.pod';

/** @param details its ContainerStatus; undefined: not asked, or no answer */
export function readContainer(container: Container, details: ContainerStatusResponse | undefined): ContainerInfo {
  const { labels } = container;
  return {
    id: container.id,
    sandboxId: container.podSandboxId,
    name: container.metadata?.name ?? '',
    podName: labels[`${label}.name`] ?? '',
    podNamespace: labels[`${label}.namespace`] ?? '',
    podUid: labels[`${label}.uid`] ?? '',
    image: container.image?.image ?? '',
    state: states[container.state] ?? 'unknown',
    createdAt: timeOfNanoseconds(container.createdAt),
    exit: container.state === ContainerState.CONTAINER_EXITED ? readExit(details) : null,
    user: readInfo(details?.info.info, info)?.runtimeSpec.process.user.username ?? null,
  };
}

function readExit(details: ContainerStatusResponse | undefined): ContainerInfo['exit'] {
  if (details?.status === undefined) return null;
  const { exitCode, reason, message, finishedAt } = details.status;
  return {
    code: exitCode,
    reason,
    message: bounded(message),
    finishedAt: finishedAt > 0n ? timeOfNanoseconds(finishedAt) : null,
  };
}

import * as z from 'zod';
import type { SandboxInfo } from '../../facts/runtime.ts';
import { type PodSandbox, PodSandboxState, type PodSandboxStatusResponse } from './cri.pb.ts';
import { readInfo } from './info.ts';
import { timeOfNanoseconds } from './time.ts';

/** The annotation that containerd sets for the shim. Source: containerd pkg/cri/annotations/annotations.go. */
const hostProcessAnnotation = 'microsoft.com/hostprocess-container';

/** The rest of the info (it can hold secrets from the environment) is not read. */
const info = z.object({
  runtimeSpec: z.object({ annotations: z.record(z.string(), z.string()).nullish() }).nullish(),
  config: z
    .object({
      windows: z.object({ security_context: z.object({ host_process: z.boolean().nullish() }).nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * Whether containerd created the sandbox as a HostProcess one. The annotation is only in the runtime spec; the
 * sandbox's own annotations are the pod's. If containerd 2 has lost the spec (because the task is gone), the
 * pod's configuration has it.
 */
export function readHostProcess(response: PodSandboxStatusResponse): boolean | null {
  const read = readInfo(response.info.info, info);
  const annotation = read?.runtimeSpec?.annotations?.[hostProcessAnnotation];
  if (annotation !== undefined) return annotation === 'true';
  const windows = read?.config?.windows;
  return windows ? (windows.security_context?.host_process ?? false) : null;
}

export function readSandbox(sandbox: PodSandbox, hostProcess: boolean | null): SandboxInfo {
  return {
    id: sandbox.id,
    name: sandbox.metadata?.name ?? '',
    namespace: sandbox.metadata?.namespace ?? '',
    uid: sandbox.metadata?.uid ?? '',
    ready: sandbox.state === PodSandboxState.SANDBOX_READY,
    createdAt: timeOfNanoseconds(sandbox.createdAt),
    handler: sandbox.runtimeHandler,
    hostProcess,
  };
}

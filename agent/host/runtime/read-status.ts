import * as z from 'zod';
import type { ContainerInfo, RuntimeStatus, SandboxInfo } from '../../facts/runtime.ts';
import { jsonIn } from '../../json.ts';
import {
  type Container,
  ContainerState,
  type ContainerStatusResponse,
  type PodSandbox,
  PodSandboxState,
  type PodSandboxStatusResponse,
  type StatusResponse,
} from './cri.pb.ts';

/** Maximum length of free texts of the runtime (messages, load errors). */
const maxTextLength = 4096;

function bounded(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)} ...`;
}

/**
 * A value of the `info` map in a verbose answer. CRI does not define it, so it may be absent, not JSON, or of another
 * shape. Then it is null, "unknown".
 */
function readInfo<T>(json: string | undefined, schema: z.ZodType<T>): T | null {
  return json === undefined ? null : (schema.safeParse(jsonIn(json)).data ?? null);
}

/** An unexpected value is read as null and does not affect the others. */
const text = z.string().min(1).nullish().catch(null);
const texts = z.array(z.string()).nullish().catch(null);

const handler = z.object({
  runtimeType: text,
  snapshotter: text,
  PodAnnotations: texts,
  ContainerAnnotations: texts,
});

/**
 * `info.config` as containerd prints it. 1.x has snapshotter and sandboxImage here, 2.x keeps both with the images and
 * knows a snapshotter per handler; 2.1 made `binDir` a list.
 * Source: containerd pkg/cri/config/config.go (1.6.36, 1.7.28), internal/cri/config/config.go (2.1.4).
 */
const config = z.object({
  containerd: z
    .object({
      snapshotter: text,
      defaultRuntimeName: text,
      runtimes: z.record(z.string(), handler).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  cni: z.object({ binDir: text, binDirs: texts, confDir: text }).nullish().catch(null),
  sandboxImage: text,
});

export function readStatus(response: StatusResponse): RuntimeStatus {
  const conditions = response.status?.conditions ?? [];
  return {
    conditions: conditions.map(({ type, status, reason, message }) => ({
      type,
      status,
      reason,
      message: bounded(message),
    })),
    config: readConfig(response.info.config),
    goVersion: readInfo(response.info.golang, z.string()),
    lastCniLoadStatus: response.info.lastCNILoadStatus === undefined ? null : bounded(response.info.lastCNILoadStatus),
  };
}

function readConfig(json: string | undefined): RuntimeStatus['config'] {
  const read = readInfo(json, config);
  if (read === null) return null;
  const { containerd, cni } = read;
  const runtimes = containerd?.runtimes ?? {};
  const defaultHandler = containerd?.defaultRuntimeName ?? null;
  const ofDefault = defaultHandler === null ? undefined : runtimes[defaultHandler];
  return {
    defaultHandler,
    snapshotter: containerd?.snapshotter ?? ofDefault?.snapshotter ?? null,
    sandboxImage: read.sandboxImage ?? null,
    cniConfDir: cni?.confDir ?? null,
    cniBinDirs: cni?.binDirs ?? (cni?.binDir ? [cni.binDir] : []),
    handlers: Object.entries(runtimes).map(([name, runtime]) => ({
      name,
      type: runtime.runtimeType ?? '',
      podAnnotations: runtime.PodAnnotations ?? [],
      containerAnnotations: runtime.ContainerAnnotations ?? [],
    })),
  };
}

/** CRI times are nanoseconds since 1970 in 64 bits; every such number is a valid JavaScript date. */
const timeOfNanoseconds = (nanoseconds: bigint): string => new Date(Number(nanoseconds / 1_000_000n)).toISOString();

/** Of the environment, which can hold secrets, only KUBE_NETWORK is kept, which names a network to kube-proxy. */
const containerInfo = z.object({
  runtimeSpec: z.object({
    process: z.object({
      user: z.object({ username: z.string().nullish() }).nullish(),
      env: z
        .array(z.string())
        .transform((all) => all.find((one) => one.startsWith(networkVariable))?.slice(networkVariable.length))
        .nullish(),
    }),
  }),
});

const networkVariable = 'KUBE_NETWORK=';

const states: readonly ContainerInfo['state'][] = ['created', 'running', 'exited', 'unknown'];
const label = 'io.kubernetes.pod';

/** @param details its ContainerStatus; undefined: not asked, or no answer */
export function readContainer(container: Container, details: ContainerStatusResponse | undefined): ContainerInfo {
  const { labels } = container;
  const process = readInfo(details?.info.info, containerInfo)?.runtimeSpec.process;
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
    user: process?.user?.username || null,
    ...(process?.env ? { kubeNetwork: process.env } : {}),
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

/** The annotation that containerd sets for the shim. Source: containerd pkg/cri/annotations/annotations.go. */
const hostProcessAnnotation = 'microsoft.com/hostprocess-container';

/** The rest of the info (it can hold secrets from the environment) is not read. */
const sandboxInfo = z.object({
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
  const read = readInfo(response.info.info, sandboxInfo);
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

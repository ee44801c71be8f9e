import * as z from 'zod';
import type { HostProcessSettings } from '../../facts/cluster.ts';

/**
 * The fields of Kubernetes objects that hostprobe reads. Go omits empty fields or writes null: here they are empty. Source: kubernetes
 * api/core/v1/types.go, apps/v1, authentication/v1, authorization/v1.
 */

const text = z
  .string()
  .nullish()
  .transform((written) => written ?? '');
const flag = z
  .boolean()
  .nullish()
  .transform((is) => is === true);
const count = z.number().nullish();
const number = count.transform((written) => written ?? 0);
const quantities = z.record(z.string(), z.string()).nullish();
const texts = quantities.transform((all) => all ?? {});
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((all) => all ?? []);
/** An object, whose fields are empty where it is left out. */
const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.preprocess((written) => written ?? {}, z.object(shape));

/** RFC 3339; metav1.MicroTime adds microseconds. */
const time = text;

const windowsOptions = z.object({ hostProcess: z.boolean().nullish(), runAsUserName: z.string().nullish() });
const secured = { securityContext: object({ windowsOptions: windowsOptions.nullish() }) };
type Secured = z.infer<z.ZodObject<typeof secured>>;

const owner = z.object({ kind: z.string(), name: z.string(), uid: text, controller: flag });
const metadata = object({
  ...{ name: text, namespace: text, uid: text, labels: texts },
  ...{ creationTimestamp: time, deletionTimestamp: time },
  ownerReferences: listOf(owner),
});

/** `continue`: the token for the next page; absent or empty: this is the last page. */
export const listPage = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item).nullable(), metadata: z.object({ continue: text }).nullish() });

export const apiVersionInfo = z.object({ gitVersion: z.string() });
export const namespace = z.object({ metadata });
/** The answer to a write: any object. */
export const written = z.object({});

export const apiNode = z.object({
  metadata,
  spec: object({
    unschedulable: flag,
    taints: listOf(z.object({ key: z.string(), value: text, effect: z.string() })),
  }),
  status: object({
    nodeInfo: object({
      ...{ kubeletVersion: text, containerRuntimeVersion: text, osImage: text },
      ...{ kernelVersion: text, operatingSystem: text, architecture: text },
    }),
    conditions: listOf(
      z.object({
        ...{ type: z.string(), status: z.string(), reason: text, message: text },
        ...{ lastHeartbeatTime: time, lastTransitionTime: time },
      }),
    ),
    addresses: listOf(z.object({ type: z.string(), address: z.string() })),
    capacity: quantities,
    allocatable: quantities,
  }),
});
export type ApiNode = z.infer<typeof apiNode>;

const container = z.object({
  ...secured,
  name: z.string(),
  image: text,
  volumeMounts: listOf(z.object({ subPath: text, subPathExpr: text })),
});
export type ApiContainer = z.infer<typeof container>;

const containerState = z
  .object({
    waiting: z.object({ reason: text, message: text }).nullish(),
    running: z.object({ startedAt: time }).nullish(),
    terminated: z
      .object({ reason: text, message: text, exitCode: z.number(), finishedAt: time, containerID: text })
      .nullish(),
  })
  .nullish();
export type ApiContainerState = z.infer<typeof containerState>;

const containerStatus = z.object({
  name: z.string(),
  ready: flag,
  restartCount: number,
  containerID: text,
  state: containerState,
  lastState: containerState,
});
export type ApiContainerStatus = z.infer<typeof containerStatus>;

const containers = { initContainers: listOf(container), containers: listOf(container) };

const requiredNodes = object({
  nodeSelectorTerms: listOf(z.object({ matchFields: listOf(z.object({ values: listOf(z.string()) })) })),
});
const nodeAffinity = object({ requiredDuringSchedulingIgnoredDuringExecution: requiredNodes });

export const pod = z.object({
  metadata,
  spec: object({
    ...secured,
    ...containers,
    hostNetwork: flag,
    nodeName: text,
    affinity: object({ nodeAffinity }),
    ephemeralContainers: listOf(container),
  }),
  status: object({
    ...{ phase: text, reason: text, message: text },
    conditions: listOf(z.object({ type: z.string(), status: z.string() })),
    initContainerStatuses: listOf(containerStatus),
    containerStatuses: listOf(containerStatus),
    ephemeralContainerStatuses: listOf(containerStatus),
  }),
});
export type ApiPod = z.infer<typeof pod>;

export const apiEvent = z.object({
  involvedObject: z.object({ kind: text, namespace: text, name: text, fieldPath: text }),
  type: text,
  reason: text,
  message: text,
  count,
  series: z.object({ count, lastObservedTime: time }).nullish(),
  firstTimestamp: time,
  lastTimestamp: time,
  eventTime: time,
});
export type Event = z.infer<typeof apiEvent>;

export const daemonSet = z.object({
  metadata,
  spec: object({
    template: object({
      spec: object({ ...secured, ...containers, os: object({ name: text }), nodeSelector: texts }),
    }),
  }),
  status: object({ desiredNumberScheduled: number, currentNumberScheduled: number }),
});
export type DaemonSet = z.infer<typeof daemonSet>;

/** With the times of its writers (managedFields), of which the newest is that of its last change. */
const changing = object({
  ...{ name: text, namespace: text, labels: texts, creationTimestamp: time },
  managedFields: listOf(z.object({ time, subresource: text })),
});

const namedPort = z.object({ name: text, protocol: text, port: number });

export const apiService = z.object({
  metadata: changing,
  spec: object({ type: text, clusterIPs: listOf(z.string()), internalTrafficPolicy: text, ports: listOf(namedPort) }),
});
export type ApiService = z.infer<typeof apiService>;

export const apiEndpointSlice = z.object({
  metadata: changing,
  addressType: text,
  ports: listOf(namedPort),
  endpoints: listOf(
    z.object({
      addresses: listOf(z.string()),
      conditions: object({ ready: z.boolean().nullish() }),
      targetRef: object({ kind: text }),
      hints: z.object({}).nullish(),
    }),
  ),
});
export type ApiEndpointSlice = z.infer<typeof apiEndpointSlice>;

export const tokenReview = z.object({
  status: object({
    authenticated: flag,
    audiences: listOf(z.string()),
    user: object({
      ...{ username: text, uid: text, groups: listOf(z.string()) },
      extra: z
        .record(z.string(), z.array(z.string()))
        .nullish()
        .transform((all) => all ?? {}),
    }),
  }),
});
export type TokenReview = z.infer<typeof tokenReview>;

/** SubjectAccessReview and SelfSubjectAccessReview. */
export const accessReview = z.object({ status: object({ allowed: flag }) });

/** A kubelet keeps at most 4096 bytes of a termination message; the API keeps 1024 of an event's message. */
const maxTextLength = 4096;

export const cut = (text: string): string => text.slice(0, maxTextLength);

/** null: not set, or not a valid time. */
export function readTime(written: string | null | undefined): string | null {
  if (written == null) return null;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The HostProcess settings of a pod or a container. */
export function readSettings({ securityContext }: Secured): HostProcessSettings {
  const options = securityContext.windowsOptions;
  return { hostProcess: options?.hostProcess ?? null, runAsUserName: options?.runAsUserName ?? null };
}

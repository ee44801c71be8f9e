import * as z from 'zod';
import { part } from '../fact/schema.ts';

/** A list with a bound; `truncated`: there is more than was read. */
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), truncated: z.boolean() });
export interface Listed<Item> {
  items: Item[];
  truncated: boolean;
}

const time = z.iso.datetime().nullable();
/** `null` in each: not set at this level. */
const hostProcessSettings = z.object({ hostProcess: z.boolean().nullable(), runAsUserName: z.string().nullable() });
export type HostProcessSettings = z.infer<typeof hostProcessSettings>;

const quantities = z.record(z.string(), z.string());
const nodeInfo = z.object({
  kubeletVersion: z.string(),
  /** As the kubelet reports it: "containerd://1.7.28". */
  runtimeVersion: z.string(),
  osImage: z.string(),
  kernelVersion: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  unschedulable: z.boolean(),
  conditions: z.array(
    z.object({
      ...{ type: z.string(), status: z.string(), reason: z.string(), message: z.string(), since: time },
      /** When the kubelet, or who else sets it, last confirmed it, by its own clock. Left out by older versions. */
      heartbeatAt: time.exactOptional(),
    }),
  ),
  /** Quantities by resource, as Kubernetes writes them; pods may have what is allocatable. Left out by older versions. */
  capacity: quantities.exactOptional(),
  allocatable: quantities.exactOptional(),
  taints: z.array(z.object({ key: z.string(), value: z.string(), effect: z.string() })),
  /** Those that name system, machine and cluster; no others are kept. */
  labels: z.record(z.string(), z.string()),
});
export type NodeInfo = z.infer<typeof nodeInfo>;

/** `reason`, `message`: empty where Kubernetes gives none. `at`: when it began (running) or ended (terminated). */
const containerState = z.object({
  kind: z.enum(['waiting', 'running', 'terminated']),
  reason: z.string(),
  message: z.string(),
  exitCode: z.number().nullable(),
  at: time,
});
export type ContainerState = z.infer<typeof containerState>;

const podContainer = hostProcessSettings.extend({
  name: z.string(),
  kind: z.enum(['container', 'init', 'ephemeral']),
  image: z.string(),
  ready: z.boolean(),
  restarts: z.number(),
  /**
   * Ids of the containers of this run and of the one before, as the runtime has them. Left out by earlier versions of
   * hostprobe.
   */
  ids: z.array(z.string()).exactOptional(),
  /** null: the kubelet has not reported it yet. */
  state: containerState.nullable(),
  /** How the run before this one ended; null: there was none. */
  last: containerState.nullable(),
});
export type PodContainer = z.infer<typeof podContainer>;

/** `hostProcess` and `runAsUserName` are the pod's own; each container has its own as well. */
const podInfo = hostProcessSettings.extend({
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  owner: z.object({ kind: z.string(), name: z.string() }).nullable(),
  createdAt: time,
  /** When it should have ended, by the deletion and its grace period; null: nobody deleted it. Left out by older agents. */
  deletedAt: time.exactOptional(),
  /** How many of its mounts have a subPath. Left out by older agents. */
  subPaths: z.number().exactOptional(),
  phase: z.string(),
  reason: z.string(),
  message: z.string(),
  hostNetwork: z.boolean(),
  containers: z.array(podContainer),
});
export type PodInfo = z.infer<typeof podInfo>;

const eventInfo = z.object({
  about: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  /** From the field path `spec.containers{name}`; null: about the whole object. */
  container: z.string().nullable(),
  /** Normal or Warning. */
  type: z.string(),
  reason: z.string(),
  message: z.string(),
  count: z.number(),
  firstAt: time,
  lastAt: time,
});
export type EventInfo = z.infer<typeof eventInfo>;

const daemonSetInfo = hostProcessSettings.extend({
  namespace: z.string(),
  name: z.string(),
  /** What its pods ask for, by `os.name` or by the node selector; null: neither says. */
  operatingSystem: z.string().nullable(),
  containers: z.array(hostProcessSettings.extend({ name: z.string() })),
  desired: z.number(),
  current: z.number(),
});
export type DaemonSetInfo = z.infer<typeof daemonSetInfo>;

const permission = z.object({
  verb: z.string(),
  /** Empty: the core group. */
  group: z.string(),
  resource: z.string(),
  allowed: z.boolean(),
});
export type Permission = z.infer<typeof permission>;

const pod = podInfo.extend({
  /** Not all is ready, or a container ended within ten minutes before the run. */
  troubled: z.boolean(),
  /** null: not asked, because the pod has no problem, or more than twenty pods have one. */
  events: part(listOf(eventInfo)).nullable(),
});
export type ClusterPod = z.infer<typeof pod>;

const access = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), reason: z.string() }),
  z.object({ kind: z.literal('pod'), server: z.string(), directory: z.string() }),
  z.object({ kind: z.literal('kubeconfig'), server: z.string(), path: z.string(), context: z.string() }),
]);

const seen = z.object({
  /** The name under which the node was asked for. */
  nodeName: z.string(),
  /** Of the API server: "v1.33.4". */
  version: part(z.string()),
  /** null: the cluster has no node of that name. */
  node: part(nodeInfo.nullable()),
  /** The HostProcess pods on this node, and how many others there are. */
  pods: part(z.object({ hostProcess: z.array(pod), others: z.number(), truncated: z.boolean() })),
  /** Labels `pod-security.kubernetes.io/*` of the namespaces of those pods and DaemonSets; null: no such namespace. */
  podSecurity: z.array(z.object({ namespace: z.string(), labels: part(z.record(z.string(), z.string()).nullable()) })),
  /** DaemonSets for Windows, of the whole cluster, whose pods the API server refused. */
  refused: part(listOf(z.object({ daemonSet: daemonSetInfo, events: z.array(eventInfo) }))),
  /** The rights that this account has, of those that hostprobe asks for. */
  permissions: part(z.array(permission)),
  /** What is asked from outside where no agent answers. Left out by an agent. */
  beside: z
    .object({
      /** The kubelet's sign of life; `fresh`: renewed in time when it was read. null: there is none. */
      lease: part(z.object({ renewedAt: time, fresh: z.boolean() }).nullable()),
      /** About the Node. */
      events: part(listOf(eventInfo)),
      runtimeClasses: part(z.array(z.object({ name: z.string(), handler: z.string() }))),
      /** The answer of the kubelet's log query, and whether it was cut; null: not asked. */
      logQuery: part(z.object({ bytes: z.number(), cut: z.boolean() })).nullable(),
    })
    .exactOptional(),
});
export type ClusterSeen = z.infer<typeof seen>;

/** What the Kubernetes API says about this node. */
export const cluster = z.object({
  access,
  /** null: nothing was asked, because there is no access. */
  seen: seen.nullable(),
});
export type ClusterFact = z.infer<typeof cluster>;

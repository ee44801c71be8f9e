import * as z from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((all) => all ?? []);
const none = <Value>(value: Value) => value;

/** The fields of a Node that a row shows. Source: kubernetes api/core/v1/types.go. */
const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), uid: text, labels: z.record(z.string(), z.string()).nullish() }),
  status: z
    .object({
      addresses: list(z.object({ type: z.string(), address: z.string() })),
      conditions: list(
        z.object({
          type: z.string(),
          status: z.string(),
          reason: text,
          message: text,
          lastHeartbeatTime: text,
          lastTransitionTime: text,
        }),
      ),
      nodeInfo: z
        .object({ containerRuntimeVersion: text, osImage: text, kernelVersion: text, kubeletVersion: text })
        .nullish()
        .transform(none),
    })
    .nullish()
    .transform(none),
});

export interface FleetNode {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** The internal IP, or else any address; empty: not known. */
  address: string;
  /** The condition Ready of the kubelet; null: not set. */
  ready: boolean | null;
  /** The condition that agents set; null: not set. */
  condition: { status: string; message: string; heartbeatAt: string; since: string } | null;
  /** As the kubelet reports it: "containerd://1.7.28". */
  runtime: string;
  osImage: string;
  /** "10.0.20348.2402" */
  kernel: string;
  kubelet: string;
}

/** @throws ZodError if the item is not a Node */
export function readFleetNode(item: unknown, conditionType: string): FleetNode {
  const { metadata, status } = nodeSchema.parse(item);
  const conditions = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const own = conditions.find(({ type }) => type === conditionType);
  const addresses = status?.addresses ?? [];
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    address: (addresses.find(({ type }) => type === 'InternalIP') ?? addresses[0])?.address ?? '',
    ready: ready === undefined ? null : ready.status === 'True',
    condition:
      own === undefined
        ? null
        : {
            status: own.status,
            message: own.message,
            heartbeatAt: own.lastHeartbeatTime,
            since: own.lastTransitionTime,
          },
    runtime: status?.nodeInfo?.containerRuntimeVersion ?? '',
    osImage: status?.nodeInfo?.osImage ?? '',
    kernel: status?.nodeInfo?.kernelVersion ?? '',
    kubelet: status?.nodeInfo?.kubeletVersion ?? '',
  };
}

const ended = z.object({ reason: text, message: text }).nullish();
const state = z
  .object({
    waiting: z.object({ reason: text, message: text }).nullish(),
    terminated: ended,
    running: z.object({}).nullish(),
  })
  .nullish();

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: text, uid: text, deletionTimestamp: z.string().nullish() }),
  spec: z.object({ nodeName: text, containers: list(z.object({ name: z.string(), image: text })) }),
  status: z
    .object({
      phase: text,
      reason: text,
      message: text,
      containerStatuses: list(
        z.object({
          name: z.string(),
          ready: z.boolean().nullish(),
          restartCount: z.number().nullish(),
          state,
          lastState: state,
        }),
      ),
    })
    .nullish(),
});

/** hostprobe's own pod on a node. */
export interface AgentPod {
  name: string;
  namespace: string;
  node: string;
  container: string;
  image: string;
  /** "Running", or the reason why not: "CrashLoopBackOff", "Pending". */
  state: string;
  running: boolean;
  /** Messages of Kubernetes about why it does not run. */
  messages: readonly string[];
}

/** @throws ZodError if the item is not a Pod */
export function readAgentPod(item: unknown): AgentPod {
  const { metadata, spec, status } = podSchema.parse(item);
  const own = status?.containerStatuses.find(({ name }) => name === 'hostprobe') ?? status?.containerStatuses[0];
  const { waiting, terminated, running } = own?.state ?? {};
  const last = own?.lastState?.terminated;
  const isRunning = Boolean(running) && status?.phase === 'Running' && !metadata.deletionTimestamp;
  const why = waiting?.reason || terminated?.reason || status?.reason || status?.phase || 'Unknown';
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    node: spec.nodeName,
    container: own?.name ?? spec.containers[0]?.name ?? 'hostprobe',
    image:
      spec.containers.find(({ name }) => name === (own?.name ?? 'hostprobe'))?.image ?? spec.containers[0]?.image ?? '',
    state: metadata.deletionTimestamp ? 'Terminating' : isRunning ? 'Running' : why,
    running: isRunning,
    messages: isRunning
      ? []
      : [status?.message, waiting?.message, terminated?.message, last?.message].filter(
          (said): said is string => said !== undefined && said !== '',
        ),
  };
}

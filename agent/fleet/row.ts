import * as z from 'zod';
import { diagnose } from '../diagnose.ts';
import { apiNode } from '../host/cluster/objects.ts';
import { readNode } from '../host/cluster/read-objects.ts';
import { conditionType } from '../publish/condition.ts';
import type { AgentPod } from '../reach/agent.ts';
import { findingSchema, type reportStatus, serviceAccount } from '../report/schema.ts';
import { causesLeft, certaintyOf, type Diagnosis } from '../report.ts';
import { compareVersions, readVersion, showVersion } from '../shim/version.ts';

/** The worst first. Healthy, Degraded, Unhealthy and Unknown come from the agent; the others say why there is no result. */
export const rowStatuses = [
  'Unhealthy',
  'NotReady',
  'NoAgent',
  'Stale',
  'Unreachable',
  'Forbidden',
  'Unknown',
  'Degraded',
  'Healthy',
] as const;

/** A node in one row; null: not known. */
const rowSchema = z.object({
  node: z.string(),
  status: z.enum(rowStatuses),
  /** Ids of checks. */
  fail: z.array(z.string()),
  warn: z.array(z.string()),
  unknown: z.array(z.string()),
  /** Ids of confirmed causes. */
  causes: z.array(z.string()),
  /** Why the node has this status; empty if the ids say it. */
  note: z.string(),
  /** How many HostProcess pods there do not run, or restart. */
  brokenPods: z.number().nullable(),
  containerd: z.string().nullable(),
  mode: z.enum(['volume', 'fallback', 'bind']).nullable(),
  shim: z.enum(['none', 'volume', 'hpc']).nullable(),
  /** The account of containerd's service. */
  account: serviceAccount.nullable(),
  windows: z.string().nullable(),
  kernel: z.string().nullable(),
  kubelet: z.string().nullable(),
  address: z.string().nullable(),
  ready: z.boolean().nullable(),
  /** hostprobe's pod there. */
  agent: z.object({ pod: z.string(), image: z.string(), state: z.string() }).nullable(),
  /** When the agent last reported. */
  heardAt: z.string().nullable(),
  /** The source of the row: conditions, pods, or the transport by which the agent answered. */
  via: z.string(),
  /** Findings from the agent other than pass; absent: it was not asked (--live). */
  findings: z
    .array(
      findingSchema
        .pick({ check: true, title: true, summary: true, fix: true })
        .extend({ status: z.enum(['fail', 'warn', 'unknown']) }),
    )
    .exactOptional(),
});
export type Row = z.infer<typeof rowSchema>;

/** An agent updates its condition every 300 s; after three missed updates the row is stale. */
const staleMs = 3 * 300_000;

/** What a row shows of a Node. */
export type FleetNode = ReturnType<typeof readFleetNode>;

/** @throws ZodError if the item is not a Node */
export function readFleetNode(item: unknown) {
  const node = apiNode.parse(item);
  const { conditions, osImage, ...info } = readNode(node);
  const { name, creationTimestamp: createdAt, labels } = node.metadata;
  const { addresses } = node.status;
  return {
    // An empty createdAt or address: not known.
    ...{ name, createdAt, labels },
    address: (addresses.find(({ type }) => type === 'InternalIP') ?? addresses[0])?.address ?? '',
    /** The condition of the kubelet. */
    ready: conditions.find(({ type }) => type === 'Ready') ?? null,
    /** The condition that agents set. */
    condition: conditions.find(({ type }) => type === conditionType) ?? null,
    // As the kubelet reports them: "containerd://1.7.28", "10.0.20348.2402".
    ...{ runtime: info.runtimeVersion, osImage, kernel: info.kernelVersion, kubelet: info.kubeletVersion },
  };
}

/** The row of a node, from its Node object and the pod of hostprobe on it. */
export function toRow(node: FleetNode, pod: AgentPod | null, { now, broken }: { now: Date; broken: Broken }): Row {
  const said = node.condition === null ? null : readCondition(node.condition.message);
  const release = readVersion(node.runtime);
  const isContainerd = node.runtime.startsWith('containerd:') && release !== null;
  const isTooOld = isContainerd && compareVersions(release, firstOfHostProcess) < 0;
  const { count, failures } = broken?.get(node.name) ?? { count: 0, failures: [] };
  const verdict = isTooOld ? tooOld(showVersion(release)) : verdictOf(node, pod, { now, failures });
  return {
    node: node.name,
    ...verdict,
    fail: isTooOld ? ['containerd-version'] : (said?.fail ?? []),
    warn: said?.warn ?? [],
    unknown: said?.unknown ?? [],
    causes: verdict.causes.length > 0 ? verdict.causes : (said?.causes ?? []),
    brokenPods: broken === null ? null : count,
    containerd: isContainerd ? showVersion(release) : null,
    mode:
      said?.mode ?? (isContainerd && !isTooOld && compareVersions(release, firstOfOtherModes) < 0 ? 'volume' : null),
    shim: said?.shim ?? null,
    account: said?.account ?? null,
    windows: node.osImage || null,
    kernel: node.kernel || null,
    kubelet: node.kubelet || null,
    address: node.address || null,
    ready: node.ready && node.ready.status === 'True',
    agent: pod === null ? null : { pod: `${pod.namespace}/${pod.name}`, image: pod.image, state: pod.state },
    heardAt: node.condition?.heartbeatAt ?? null,
    via: node.condition === null ? 'pods' : 'conditions',
  };
}

/** By node, how many HostProcess pods do not run, and what failed in some where no agent runs; null: not known. */
export type Broken = Map<string, { count: number; failures: readonly PodFailure[] }> | null;

/** Source: kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod, "Before you begin". */
const firstOfHostProcess = { major: 1, minor: 6, patch: 0, suffix: '-alpha.0' };
/** Before it there is only one mode. Source: hcsshim 0.10, which containerd 1.7.0 brought. */
const firstOfOtherModes = { major: 1, minor: 7, patch: 0, suffix: '-beta.0' };

const tooOld = (version: string): Verdict => ({
  status: 'Unhealthy',
  note: `containerd ${version} does not support HostProcess containers; 1.6 is the first that does`,
  causes: [],
});

export const unpublished = 'its agent sets no node condition (--publish); use --live to ask it';

type Verdict = Pick<Row, 'status' | 'note' | 'causes'>;

function verdictOf(
  { ready, condition }: FleetNode,
  pod: AgentPod | null,
  { now, failures }: { now: Date; failures: readonly PodFailure[] },
): Verdict {
  const say = (is: Row['status'], note = '', causes: string[] = []) => ({ status: is, note, causes });
  if (ready !== null && ready.status !== 'True') return notReady(ready);
  if (pod === null || !pod.running) return noAgent(pod, failures);
  if (condition === null) return say('Unknown', unpublished);
  const { heartbeatAt } = condition;
  const updatedMs = Date.parse(heartbeatAt ?? '');
  if (!(now.getTime() - updatedMs <= staleMs))
    return say('Stale', `last update at ${heartbeatAt ?? 'an unknown time'}`);
  if (condition.status === 'False') return say('Unhealthy');
  if (condition.status !== 'True') return say('Unknown');
  return say(/; warn: /.test(condition.message) ? 'Degraded' : 'Healthy');
}

/** What failed in a pod of a node. */
interface PodFailure {
  /** In hostprobe's own. */
  isOwn: boolean;
  failure: Diagnosis;
}

/** No agent runs: what failed in its pod is said, or else in the node's other HostProcess pods, by their states and events. */
function noAgent(pod: AgentPod | null, failures: readonly PodFailure[]): Verdict {
  const found = failures.find(({ isOwn }) => isOwn) ?? failures[0];
  const is = pod === null ? 'no pod of hostprobe is on this node' : `its pod is ${pod.state}`;
  const of = found?.isOwn === false ? "; by pods' states: " : ': ';
  const [said = ''] = pod?.reasons ?? [];
  const words = found === undefined ? { note: said, causes: [] } : sayFailure(found.failure);
  return { status: 'NoAgent', note: `${is}${words.note === '' ? '' : of}${words.note}`, causes: words.causes };
}

/** With several possible causes, none is confirmed. */
export function sayFailure(failure: Diagnosis): Pick<Verdict, 'note' | 'causes'> {
  const left = causesLeft(failure);
  return left.length === 1
    ? { note: failure.title, causes: left.map(({ id }) => id) }
    : { note: withCause(failure.title, left), causes: [] };
}

const withCause = (said: string, left: ReturnType<typeof causesLeft>) =>
  `${said}${left[0] === undefined ? '' : `; ${certaintyOf(left).toLowerCase()}: ${left[0].id}`}`;

/** Of a node that is not ready: what its kubelet, or who marks it, says. */
function notReady({ message }: NonNullable<FleetNode['ready']>): Verdict {
  const [failure] = diagnose([{ source: 'the Node', text: message, count: 1, hostProcess: true }]);
  const said = message || 'the kubelet does not report the node as ready';
  return { status: 'NotReady', note: withCause(said, failure === undefined ? [] : causesLeft(failure)), causes: [] };
}

type SaidIds = Pick<Row, 'fail' | 'warn' | 'unknown' | 'causes' | 'mode' | 'shim' | 'account'>;

/** Parses the message of the condition that `describeCondition` writes. */
function readCondition(message: string): SaidIds {
  const parts = new Map(
    message.split('; ').map((part) => {
      const [, word = '', ids = ''] = /^(\w+): (.*)$/.exec(part) ?? [];
      return [word, ids.split(', ').filter((id) => /^[a-z0-9-]+$/i.test(id))] as const;
    }),
  );
  const idsOf = (word: string) => [...(parts.get(word) ?? [])];
  const { shape } = rowSchema;
  const word = (name: string) => parts.get(name)?.[0] ?? null;
  return {
    ...{ fail: idsOf('fail'), warn: idsOf('warn'), unknown: idsOf('unknown'), causes: idsOf('causes') },
    mode: shape.mode.safeParse(word('mode')).data ?? null,
    shim: shape.shim.safeParse(word('shim')).data ?? null,
    account: shape.account.safeParse(word('account')).data ?? null,
  };
}

/** By the status of an agent's report. */
export const statusNames: Readonly<Record<z.infer<typeof reportStatus>, Row['status']>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
  unknown: 'Unknown',
};

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import type { KubernetesObject } from '../kubernetes.ts';

/** What a story says of one pod; what it leaves out is that of a HostProcess pod of a DaemonSet. */
const pod = z.strictObject({
  name: z.string(),
  namespace: z.string().default('kube-system'),
  user: z.string().nullable().default('NT AUTHORITY\\SYSTEM'),
  hostProcess: z.boolean().default(true),
  on: z.string().default('win-1'),
  /** Of the container: reason and message. */
  waiting: z.tuple([z.string(), z.string()]).exactOptional(),
  /** How it ended last: reason, exit code and message. */
  last: z.tuple([z.string(), z.number(), z.string()]).exactOptional(),
  restarts: z.number().default(0),
  running: z.boolean().default(false),
  succeeded: z.boolean().default(false),
  /** Refused or evicted by the kubelet: reason and message of the pod. */
  rejected: z.tuple([z.string(), z.string()]).exactOptional(),
  /** On no node yet: the scheduler looks for its place. */
  pending: z.boolean().default(false),
  ageSeconds: z.number().default(3600),
});
const event = z.strictObject({
  /** The name of a pod, `Node`, or `DaemonSet/<name>`. */
  of: z.string(),
  namespace: z.string().exactOptional(),
  reason: z.string(),
  type: z.string().default('Warning'),
  message: z.string(),
  count: z.number().default(1),
  minutesAgo: z.number().default(2),
});
const daemonSet = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  desired: z.number(),
  current: z.number(),
  hostProcess: z.boolean().default(true),
  selector: z.record(z.string(), z.string()).default({ 'kubernetes.io/os': 'windows' }),
});
const story = z.strictObject({
  id: z.string(),
  /** What was wrong on the node; absent: nothing. */
  cause: z.string().exactOptional(),
  from: z.string().exactOptional(),
  node: z
    .strictObject({
      runtime: z.string().default('1.7.28'),
      kubelet: z.string().default('v1.33.4'),
      windows: z.number().default(2022),
      /** Status, reason and message of the condition Ready. */
      ready: z
        .tuple([z.string(), z.string(), z.string()])
        .default(['True', 'KubeletReady', 'kubelet is posting ready status']),
      conditions: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])).default([]),
      /** How long ago the kubelet posted them last. */
      heartbeatSeconds: z.number().default(20),
      /** key:effect */
      taints: z.array(z.string()).default([]),
      unschedulable: z.boolean().default(false),
    })
    .prefault({}),
  pods: z.array(pod).default([]),
  daemonSets: z.array(daemonSet).default([]),
  namespaces: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  events: z.array(event).default([]),
  /** What the kubelet's log query has, by service. */
  logs: z.record(z.string(), z.string()).exactOptional(),
});
export type Story = z.infer<typeof story>;

export const storiesIn = (file: 'stories.yaml' | 'others.yaml' | 'healthy.yaml'): Story[] =>
  z.array(story).parse(parse(readFileSync(new URL(file, import.meta.url), 'utf8')));

const containerId = '3f0b6f3c2a9d4e7b8c1d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b';
/** A text with its ids and times. */
export function filled(text: string, now = new Date()): string {
  const before = new Date(now.getTime() - 120_000).toISOString();
  const klog = before.replace(/^\d+-(\d\d)-(\d\d)T(.*)Z$/, '$1$2 $3000');
  return text.replaceAll('<id>', containerId).replaceAll('<klog>', klog).replaceAll('<time>', before);
}

const images: Readonly<Record<number, [string, string]>> = {
  2019: ['Windows Server 2019 Datacenter', '10.0.17763.6414'],
  2022: ['Windows Server 2022 Datacenter', '10.0.20348.2700'],
  2025: ['Windows Server 2025 Datacenter', '10.0.26100.3476'],
};

/** The objects of a cluster in which the story's node is win-1, told at `now`. */
export function objectsOf(story: Story, now: Date): KubernetesObject[] {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const namespaces = new Set(['default', 'kube-system', ...story.pods.map(({ namespace }) => namespace)]);
  for (const { namespace } of story.daemonSets) namespaces.add(namespace);
  return [
    nodeOf(story, before),
    {
      kind: 'Lease',
      metadata: { name: 'win-1', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'win-1', leaseDurationSeconds: 40, renewTime: now.toISOString().replace('Z', '000Z') },
    },
    { kind: 'RuntimeClass', metadata: { name: 'runhcs-wcow-process' }, handler: 'runhcs-wcow-process' },
    ...[...namespaces].map((name) => ({
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...story.namespaces[name] } },
    })),
    ...story.pods.flatMap((one) => [podOf(one, before), ...(one.hostProcess ? [daemonSetOf(one)] : [])]),
    ...story.daemonSets.map(toDaemonSet),
    ...story.events.map((one, index) => eventOf(one, { story, index, before })),
  ];
}

type Before = (seconds: number) => string;

function nodeOf({ node }: Story, before: Before): KubernetesObject {
  const [osImage, kernelVersion] = images[node.windows] ?? ['', ''];
  const condition = ([type, status, reason, message]: readonly string[]) => ({
    ...{
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: before(node.heartbeatSeconds),
      lastTransitionTime: before(900),
    },
  });
  return {
    kind: 'Node',
    metadata: {
      name: 'win-1',
      uid: '67269be5-260f-4af6-ba6a-33da98db0e63',
      labels: { 'kubernetes.io/os': 'windows', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': 'win-1' },
    },
    spec: {
      ...(node.unschedulable ? { unschedulable: true } : {}),
      taints: node.taints.map((taint) => ({ key: taint.split(':')[0], effect: taint.split(':')[1] })),
    },
    status: {
      nodeInfo: {
        ...{ osImage, kernelVersion, kubeletVersion: node.kubelet, operatingSystem: 'windows', architecture: 'amd64' },
        containerRuntimeVersion: `containerd://${node.runtime}`,
      },
      conditions: [...node.conditions, ['Ready', ...node.ready]].map(condition),
      capacity: { cpu: '4', memory: '16776756Ki', pods: '110' },
    },
  };
}

const ownerOf = ({ name }: { name: string }) => name.replace(/-[a-z0-9]+$/, '');

function podOf(one: Story['pods'][number], before: Before): KubernetesObject {
  const { name, namespace, hostProcess, user, on, waiting, last, restarts } = one;
  const created = before(one.ageSeconds);
  const windowsOptions = hostProcess ? { hostProcess: true, ...(user === null ? {} : { runAsUserName: user }) } : {};
  const terminated = last && {
    ...{ reason: last[0], exitCode: last[1], message: filled(last[2]), startedAt: created },
    finishedAt: before(one.running ? 3000 : 120),
  };
  const ended = { terminated: { reason: 'Completed', exitCode: 0, startedAt: created, finishedAt: before(1800) } };
  const [reason, message] = waiting ?? [];
  const state = one.succeeded
    ? ended
    : one.running
      ? { running: { startedAt: before(2900) } }
      : { waiting: { reason: reason ?? 'ContainerCreating', ...(message ? { message: filled(message) } : {}) } };
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [on] }] }],
      },
    },
  };
  return {
    kind: 'Pod',
    metadata: {
      ...{ name, namespace, uid: `uid-of-${name}`, creationTimestamp: created },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          name: ownerOf(one),
          uid: `uid-of-${ownerOf(one)}`,
          controller: true,
        },
      ],
    },
    spec: {
      ...(one.pending ? {} : { nodeName: on }),
      ...(hostProcess ? { hostNetwork: true, affinity } : {}),
      securityContext: { windowsOptions },
      containers: [{ name: 'agent', image: 'registry.example.com/agent:1.4' }],
    },
    status: {
      ...(one.rejected === undefined ? {} : { reason: one.rejected[0], message: one.rejected[1] }),
      phase: one.rejected
        ? 'Failed'
        : one.succeeded
          ? 'Succeeded'
          : one.running || waiting?.[0] === 'CrashLoopBackOff'
            ? 'Running'
            : 'Pending',
      ...(one.pending || one.rejected
        ? {}
        : {
            containerStatuses: [
              {
                ...{ name: 'agent', ready: one.running, restartCount: restarts, state },
                ...(terminated === undefined ? {} : { lastState: { terminated } }),
              },
            ],
          }),
    },
  };
}

const daemonSetOf = (one: Story['pods'][number]) =>
  toDaemonSet({
    ...{ name: ownerOf(one), namespace: one.namespace, desired: 1, current: 1, hostProcess: true },
    selector: { 'kubernetes.io/os': 'windows' },
  });

const toDaemonSet = ({ name, namespace, desired, current, hostProcess, selector }: Story['daemonSets'][number]) => ({
  kind: 'DaemonSet',
  metadata: { name, namespace, uid: `uid-of-${name}` },
  spec: {
    template: {
      spec: {
        nodeSelector: selector,
        ...(hostProcess ? { hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } } : {}),
        containers: [{ name: 'agent', image: 'registry.example.com/agent:1.4' }],
      },
    },
  },
  status: { desiredNumberScheduled: desired, currentNumberScheduled: current },
});

function eventOf(
  { of, namespace, reason, type, message, count, minutesAgo }: Story['events'][number],
  { story, index, before }: { story: Story; index: number; before: Before },
): KubernetesObject {
  const [kind = '', named] = of.includes('/') ? of.split('/') : of === 'Node' ? ['Node', 'win-1'] : ['Pod', of];
  const name = named ?? of;
  const about = story.pods.find((one) => one.name === name);
  const where = namespace ?? about?.namespace ?? 'default';
  return {
    kind: 'Event',
    metadata: { name: `${name}.${index}`, namespace: where },
    involvedObject: {
      ...{ kind, name, uid: kind === 'Node' ? 'win-1' : `uid-of-${name}` },
      ...(kind === 'Node' ? {} : { namespace: where }),
      ...(kind === 'Pod' && reason === 'Failed' ? { fieldPath: 'spec.containers{agent}' } : {}),
    },
    ...{ type, reason, message: filled(message), count },
    ...{ firstTimestamp: before(3600), lastTimestamp: before(minutesAgo * 60) },
    source: { component: kind === 'Pod' && reason !== 'FailedScheduling' ? 'kubelet' : 'controller', host: 'win-1' },
  };
}

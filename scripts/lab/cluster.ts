import type { PodPlan } from './plan.ts';
import { hostprobePod, kubeProxyPod, nodeName } from './pod.ts';
import { type Scenario, windowsReleases } from './scenario.ts';

const kubelet = 'v1.31.4';
const version = { major: '1', minor: '31', gitVersion: kubelet, platform: 'linux/amd64' };

/** When the objects of the lab's cluster were created. */
const since = '2026-11-01T11:00:00Z';

/** The objects of the lab's cluster by API path: the node, its pods, and the owners of these pods. */
export function clusterOf({ containerd, windows }: Scenario): Readonly<Record<string, object>> {
  const { build, revision, product } = windowsReleases[windows];
  const running = [hostprobePod, kubeProxyPod];
  // A user account may not log on other accounts, so the next pod does not start.
  const refused = containerd.account === 'LocalSystem' ? [] : [refusedPod()];
  return {
    '/version': version,
    [`/api/v1/nodes/${nodeName}`]: {
      kind: 'Node',
      metadata: { name: nodeName, labels: { 'kubernetes.io/os': 'windows', 'kubernetes.io/arch': 'amd64' } },
      spec: { taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] },
      status: {
        nodeInfo: {
          kubeletVersion: kubelet,
          containerRuntimeVersion: `containerd://${containerd.version}`,
          osImage: product,
          kernelVersion: `10.0.${build}.${revision}`,
          operatingSystem: 'windows',
          architecture: 'amd64',
        },
        conditions: [{ type: 'Ready', ...readyOf(containerd), lastTransitionTime: since }],
      },
    },
    '/api/v1/pods': listOf('Pod', [...running.map(podOf), ...refused.map(({ pod }) => pod)]),
    '/apis/apps/v1/daemonsets': listOf('DaemonSet', running.map(daemonSetOf)),
    ...Object.fromEntries(
      refused.map(({ event }) => [`/api/v1/namespaces/${event.metadata.namespace}/events`, listOf('Event', [event])]),
    ),
    ...Object.fromEntries(
      [...running, ...refused.map(({ pod }) => pod.metadata)].map(
        ({ namespace }) => [`/api/v1/namespaces/${namespace}`, namespaceOf(namespace)] as const,
      ),
    ),
  };
}

/** What the kubelet tells some minutes after. Source: pkg/kubelet/runtime.go, pkg/kubelet/pleg/generic.go. */
function readyOf({ state, unanswered = [] }: Scenario['containerd']) {
  const pleg = 'PLEG is not healthy: pleg was last seen active 4m12.503s ago; threshold is 3m0s';
  const listsHang = unanswered.includes('ListPodSandbox');
  const isDown = state !== 'running' || unanswered.includes('Status');
  if (!isDown && !listsHang)
    return { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
  const message = isDown ? `[container runtime is down, ${pleg}]` : pleg;
  return { status: 'False', reason: 'KubeletNotReady', message };
}

type Running = Pick<PodPlan, 'name' | 'namespace' | 'uid' | 'container' | 'image' | 'user'>;

const listOf = (kind: string, items: readonly object[]) => ({ kind: `${kind}List`, metadata: {}, items });

/** hostprobe-x7k2p belongs to the DaemonSet hostprobe. */
const ownerOf = ({ name }: Running) => name.replace(/-[a-z0-9]{5}$/, '');

const specOf = ({ container, image, user }: Pick<Running, 'container' | 'image' | 'user'>) => ({
  hostNetwork: true,
  nodeSelector: { 'kubernetes.io/os': 'windows' },
  securityContext: { windowsOptions: { hostProcess: true, runAsUserName: user } },
  containers: [{ name: container, image }],
});

const podOf = (pod: Running) => ({
  kind: 'Pod',
  metadata: {
    ...{ name: pod.name, namespace: pod.namespace, uid: pod.uid, creationTimestamp: since },
    ownerReferences: [{ kind: 'DaemonSet', name: ownerOf(pod), controller: true }],
  },
  spec: { ...specOf(pod), nodeName },
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: pod.container, image: pod.image, ready: true, restartCount: 0, state: { running: { startedAt: since } } },
    ],
  },
});

/** The status and event of a pod that containerd, running as a user account, cannot start. */
function refusedPod() {
  const metadata = { name: 'node-metrics-m4x9d', namespace: 'monitoring', uid: '8c2d6a1e-3f47-4b90-a5c8-d1e2f3a4b5c6' };
  const message =
    'failed to start containerd task "node-metrics": failed to create user process token: failed to logon user: Access is denied.: unknown';
  const container = 'node-metrics';
  const state = {
    waiting: { reason: 'CrashLoopBackOff', message: `back-off 5m0s restarting failed container=${container}` },
  };
  const lastState = { terminated: { reason: 'StartError', message, exitCode: 128, finishedAt: since } };
  return {
    pod: {
      kind: 'Pod',
      metadata: { ...metadata, creationTimestamp: since },
      spec: { ...specOf({ ...kubeProxyPod, container, image: 'node-metrics:1.0' }), nodeName },
      status: {
        phase: 'Pending',
        containerStatuses: [
          { name: container, image: 'node-metrics:1.0', ready: false, restartCount: 7, state, lastState },
        ],
      },
    },
    event: {
      kind: 'Event',
      metadata,
      ...{ type: 'Warning', reason: 'Failed', message: `Error: ${message}`, count: 7, lastTimestamp: since },
      involvedObject: { kind: 'Pod', ...metadata, fieldPath: `spec.containers{${container}}` },
    },
  };
}

const daemonSetOf = (pod: Running) => ({
  kind: 'DaemonSet',
  metadata: { name: ownerOf(pod), namespace: pod.namespace },
  spec: { template: { spec: specOf(pod) } },
  status: { desiredNumberScheduled: 1, currentNumberScheduled: 1 },
});

const namespaceOf = (name: string) => ({
  kind: 'Namespace',
  metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
});

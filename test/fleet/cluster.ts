import { describeCondition } from '../../agent/publish/condition.ts';
import type { Report } from '../../agent/report.ts';
import type { KubernetesObject } from '../kubernetes.ts';

/** A Windows node as the kubelet tells of it, with the condition that its agent keeps; null: it keeps none. */
export function windowsNode(
  name: string,
  more: { containerd?: string; kernel?: string; ready?: boolean; condition?: object | null; labels?: object } = {},
): KubernetesObject {
  const { containerd = '1.7.28', kernel = '10.0.20348.2700', ready = true, condition = null, labels = {} } = more;
  const said = { status: ready ? 'True' : 'Unknown', reason: ready ? 'KubeletReady' : 'NodeStatusUnknown' };
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, labels: { 'kubernetes.io/os': 'windows', ...labels } },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.7' }],
      conditions: [{ type: 'Ready', ...said, message: '' }, ...(condition === null ? [] : [condition])],
      nodeInfo: {
        ...{ kernelVersion: kernel, osImage: 'Windows Server 2022 Datacenter', kubeletVersion: 'v1.34.2' },
        ...{ containerRuntimeVersion: `containerd://${containerd}`, operatingSystem: 'windows' },
      },
    },
  };
}

/** The condition as an agent keeps it for this report. */
export const conditionOf = (report: Report, at: string) => ({
  ...{ type: 'HostProcessReady', ...describeCondition(report) },
  ...{ lastHeartbeatTime: at, lastTransitionTime: at },
});

/** hostprobe's pod on a node; `waiting`: why it does not run. */
export function agentPod(node: string, waiting: { reason: string; message: string } | null = null): KubernetesObject {
  const state = waiting === null ? { running: { startedAt: '2026-11-01T11:00:00Z' } } : { waiting };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      ...{ name: `hostprobe-${node}`, namespace: 'hostprobe', uid: `uid-of-hostprobe-${node}` },
      labels: { 'app.kubernetes.io/name': 'hostprobe' },
    },
    spec: { nodeName: node, containers: [{ name: 'hostprobe', image: 'hostprobe:0.1.0' }] },
    status: {
      phase: waiting === null ? 'Running' : 'Pending',
      containerStatuses: [
        { name: 'hostprobe', ready: waiting === null, restartCount: 0, state, image: 'x', imageID: '' },
      ],
    },
  };
}

/** A HostProcess pod on win-1; `waiting`: why it does not run, null: it does. */
export function brokenPod(
  name: string,
  waiting: { reason: string; message: string } | null,
  { namespace = 'monitoring', restarts = 0, last = {} }: { namespace?: string; restarts?: number; last?: object } = {},
): KubernetesObject {
  const state = waiting === null ? { running: { startedAt: '2026-11-01T11:00:00Z' } } : { waiting };
  const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace, uid: `uid-of-${name}`, creationTimestamp: '2026-11-01T10:00:00Z' },
    spec: {
      ...{ nodeName: 'win-1', hostNetwork: true, securityContext: { windowsOptions } },
      containers: [{ name: 'agent', image: 'agent:1', command: ['agent.exe'] }],
    },
    status: {
      phase: waiting === null ? 'Running' : 'Pending',
      containerStatuses: [
        {
          name: 'agent',
          ready: waiting === null,
          restartCount: restarts,
          state,
          lastState: last,
          image: 'x',
          imageID: '',
        },
      ],
    },
  };
}

/** A warning of the kubelet about such a pod. */
export const eventOf = (name: string, message: string, namespace = 'monitoring'): KubernetesObject => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: `${name}.1`, namespace },
  involvedObject: { kind: 'Pod', namespace, name, uid: `uid-of-${name}`, fieldPath: 'spec.containers{agent}' },
  ...{ type: 'Warning', reason: 'Failed', message, count: 3, lastTimestamp: '2026-11-01T11:00:00Z' },
});

import { describe, expect, test } from 'vitest';
import * as objects from '../../../agent/host/cluster/objects.ts';
import {
  asksForHostProcess,
  nodesMeant,
  readDaemonSet,
  readEndpointSlice,
  readEvent,
  readNode,
  readPod,
  readService,
  readUser,
} from '../../../agent/host/cluster/read-objects.ts';

// Objects as kubectl get -o json prints them, with the field names of the API reference of Kubernetes 1.34.
const [first, later, last] = ['2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z', '2026-11-01T12:00:00Z'];
const at = (time: string) => time.replace('Z', '.000Z');
const long = 'x'.repeat(5000);

test('a node has what its kubelet says, and of its labels those of its pool and kind', () => {
  const labels = {
    ...{ 'kubernetes.io/os': 'windows', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': 'win-1' },
    ...{ 'node.kubernetes.io/windows-build': '10.0.20348', 'node.kubernetes.io/instance-type': 'Standard_D2s_v3' },
    ...{ 'kubernetes.azure.com/cluster': 'MC_x', 'kubernetes.azure.com/agentpool': 'win' },
    ...{ 'kubernetes.azure.com/os-sku': 'Windows2022', 'alpha.eksctl.io/cluster-name': 'x' },
    ...{ 'eks.amazonaws.com/nodegroup': 'win', 'cloud.google.com/gke-nodepool': 'win' },
    ...{ 'cloud.google.com/gke-os-distribution': 'windows_ltsc', 'team.example.com/owner': 'somebody' },
  };
  const { 'kubernetes.io/hostname': _host, 'team.example.com/owner': _owner, ...kept } = labels;
  const node = readNode(
    objects.apiNode.parse({
      metadata: { name: 'win-1', labels },
      spec: { unschedulable: true, taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] },
      status: {
        capacity: { cpu: '4' },
        allocatable: { cpu: '3900m' },
        nodeInfo: { containerRuntimeVersion: 'containerd://1.7.28', kubeletVersion: 'v1.34.2', osImage: 'Windows' },
        conditions: [
          {
            ...{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: long },
            ...{ lastHeartbeatTime: last, lastTransitionTime: first },
          },
        ],
      },
    }),
  );
  expect(node).toMatchObject({
    ...{ runtimeVersion: 'containerd://1.7.28', kubeletVersion: 'v1.34.2', unschedulable: true, labels: kept },
    ...{ capacity: { cpu: '4' }, allocatable: { cpu: '3900m' } },
    taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }],
    conditions: [
      { type: 'Ready', status: 'False', reason: 'KubeletNotReady', since: at(first), heartbeatAt: at(last) },
    ],
  });
  expect(Object.keys(node.labels ?? {})).toHaveLength(11);
  // Source: kubelet, MaxContainerTerminationMessageLength: the longest text that any object has.
  expect(node.conditions[0]?.message).toHaveLength(4096);
  // Source: Kubernetes API reference, Taint: the value may be left out.
  const tainted = objects.apiNode.parse({
    metadata: {},
    spec: { taints: [{ key: 'os', effect: 'NoSchedule' }] },
    status: {},
  });
  expect(readNode(tainted).taints).toEqual([{ key: 'os', value: '', effect: 'NoSchedule' }]);
});

test('an event has its first and last time and how often it was seen, as a series or by itself', () => {
  const about = { kind: 'Pod', namespace: 'n', name: 'p', fieldPath: 'spec.initContainers{wait}' };
  const read = (more: object) => readEvent(objects.apiEvent.parse({ involvedObject: about, ...more }));
  expect(
    read({ type: 'Warning', reason: 'Failed', message: 'm', count: 3, firstTimestamp: first, lastTimestamp: later }),
  ).toEqual({
    ...{ about: { kind: 'Pod', namespace: 'n', name: 'p' }, type: 'Warning', reason: 'Failed', message: 'm' },
    ...{ container: 'wait', count: 3, firstAt: at(first), lastAt: at(later) },
  });
  expect(read({ series: { count: 9, lastObservedTime: last }, count: 2, eventTime: first })).toMatchObject({
    ...{ count: 9, firstAt: at(first), lastAt: at(last) },
  });
  expect(read({ involvedObject: { ...about, fieldPath: '' }, message: long })).toMatchObject({
    ...{ container: null, count: 1, firstAt: null, lastAt: null },
  });
  expect(read({ message: long }).message).toHaveLength(4096);
});

const windows = { securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } } };

test('a DaemonSet is for the system that its pods name, by spec.os before their selector', () => {
  const read = (spec: object) =>
    readDaemonSet(
      objects.daemonSet.parse({
        metadata: { name: 'd', namespace: 'n' },
        spec: {
          template: { spec: { containers: [{ name: 'a', ...windows }], initContainers: [{ name: 'i' }], ...spec } },
        },
        status: { desiredNumberScheduled: 5, currentNumberScheduled: 2 },
      }),
    );
  expect(read({ nodeSelector: { 'kubernetes.io/os': 'linux' }, os: { name: 'windows' } })).toMatchObject({
    ...{ namespace: 'n', name: 'd', operatingSystem: 'windows', desired: 5, current: 2, hostProcess: null },
    containers: [{ name: 'i' }, { name: 'a', hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' }],
  });
  expect(read({ nodeSelector: { 'kubernetes.io/os': 'windows' } }).operatingSystem).toBe('windows');
  expect(read({}).operatingSystem).toBeNull();
});

describe('a pod', () => {
  const parse = (spec: object, more: object = {}) =>
    objects.pod.parse({
      metadata: { name: 'p', namespace: 'n', uid: 'u' },
      spec: { containers: [], ...spec },
      ...more,
    });

  test('has its containers of every kind with their states, the ids of them all, and its controller', () => {
    const ended = (containerID: string, message = '') => ({
      terminated: { reason: 'Error', message, exitCode: 3, finishedAt: later, containerID },
    });
    const status = (name: string, more: object) => ({ name, ready: false, restartCount: 0, ...more });
    const pod = readPod(
      objects.pod.parse({
        metadata: {
          ...{ name: 'p', namespace: 'n', uid: 'u', creationTimestamp: first, deletionTimestamp: last },
          ownerReferences: [
            { kind: 'Node', name: 'x' },
            { kind: 'ReplicaSet', name: 'r', uid: 'ru', controller: true },
          ],
        },
        spec: {
          ...{ nodeName: 'win-1', hostNetwork: true, ...windows },
          initContainers: [{ name: 'i', image: 'i:1', volumeMounts: [{ subPathExpr: '$(X)' }] }],
          containers: [{ name: 'a', image: 'a:1', volumeMounts: [{ subPath: 's' }, {}] }],
          ephemeralContainers: [{ name: 'e', image: 'e:1' }],
        },
        status: {
          ...{ phase: 'Running', reason: 'r', message: long },
          initContainerStatuses: [
            status('i', { containerID: 'containerd://one', state: ended('containerd://one', long) }),
          ],
          containerStatuses: [
            status('a', {
              ...{ ready: true, restartCount: 2, containerID: 'containerd://two' },
              ...{ state: { running: { startedAt: later } }, lastState: ended('containerd://three') },
            }),
          ],
          ephemeralContainerStatuses: [status('e', { state: { waiting: { reason: 'Pull', message: 'm' } } })],
        },
      }),
    );
    expect(pod).toMatchObject({
      ...{
        name: 'p',
        namespace: 'n',
        uid: 'u',
        owner: { kind: 'ReplicaSet', name: 'r' },
        phase: 'Running',
        reason: 'r',
      },
      ...{ createdAt: at(first), deletedAt: at(last), subPaths: 2, hostNetwork: true, hostProcess: true },
      containers: [
        {
          ...{ name: 'i', kind: 'init', image: 'i:1', ready: false, restarts: 0, ids: ['one'], last: null },
          state: { kind: 'terminated', reason: 'Error', exitCode: 3, at: at(later) },
        },
        {
          ...{ name: 'a', kind: 'container', ready: true, restarts: 2, ids: ['two', 'three'] },
          state: { kind: 'running', reason: '', message: '', exitCode: null, at: at(later) },
          last: { kind: 'terminated', exitCode: 3 },
        },
        {
          ...{ name: 'e', kind: 'ephemeral', ids: [] },
          state: { kind: 'waiting', reason: 'Pull', message: 'm', exitCode: null, at: null },
        },
      ],
    });
    expect(pod.message).toHaveLength(4096);
    expect(pod.containers[0]?.state?.message).toHaveLength(4096);
  });

  test('asks for HostProcess by itself or by a container of its start', () => {
    expect(asksForHostProcess(parse(windows))).toBe(true);
    expect(asksForHostProcess(parse({ containers: [{ name: 'a', ...windows }] }))).toBe(true);
    expect(asksForHostProcess(parse({ initContainers: [{ name: 'i', ...windows }] }))).toBe(true);
    const refused = { securityContext: { windowsOptions: { hostProcess: false } } };
    expect(asksForHostProcess(parse(refused))).toBe(false);
  });

  // The DaemonSet controller binds a pod by matchFields of metadata.name before the scheduler names its node.
  test('is meant for its node, or for those that its affinity names', () => {
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['win-2', 'win-3'] }] }],
        },
      },
    };
    expect(nodesMeant(parse({ affinity }))).toEqual(['win-2', 'win-3']);
    expect(nodesMeant(parse({ affinity, nodeName: 'win-1' }))).toEqual(['win-1']);
    expect(nodesMeant(parse({}))).toEqual([]);
  });
});

test('a token is of a user if it is authenticated for this audience and names one', () => {
  const user = { username: 'system:serviceaccount:n:a', uid: 'u', groups: ['g'], extra: { k: ['v'] } };
  const read = (status: object) => readUser(objects.tokenReview.parse({ status }), 'hostprobe');
  expect(read({ authenticated: true, audiences: ['x', 'hostprobe'], user })).toEqual({
    ...{ name: 'system:serviceaccount:n:a', uid: 'u', groups: ['g'], extra: { k: ['v'] } },
  });
  expect(read({ authenticated: false, audiences: ['hostprobe'], user })).toBeNull();
  expect(read({ authenticated: true, audiences: ['other'], user })).toBeNull();
  expect(read({ authenticated: true, audiences: ['hostprobe'], user: { ...user, username: '' } })).toBeNull();
});

test('a Service has its addresses, ports and the time of its last change, in which its status does not count', () => {
  const read = (spec: object, labels = {}) =>
    readService(
      objects.apiService.parse({
        metadata: {
          ...{ name: 's', namespace: 'n', labels, creationTimestamp: first },
          managedFields: [{ time: later }, { time: last, subresource: 'status' }],
        },
        spec: {
          clusterIPs: ['10.96.0.1'],
          ports: [
            { name: 'h', port: 80 },
            { port: 53, protocol: 'UDP' },
          ],
          ...spec,
        },
      }),
    );
  expect(read({})).toEqual({
    ...{ namespace: 'n', name: 's', addresses: ['10.96.0.1'], local: false, proxied: true, changedAt: at(later) },
    ports: [
      { name: 'h', protocol: 'TCP', port: 80 },
      { name: '', protocol: 'UDP', port: 53 },
    ],
  });
  expect(read({ internalTrafficPolicy: 'Local' }).local).toBe(true);
  expect(read({ type: 'ExternalName' }).addresses).toEqual([]);
  expect(read({}, { 'service.kubernetes.io/service-proxy-name': 'other' }).proxied).toBe(false);
});

test('endpoints are ready unless they say otherwise, and tell whether they are pods and have hints', () => {
  const slice = (more: object) =>
    readEndpointSlice(
      objects.apiEndpointSlice.parse({
        metadata: {
          namespace: 'n',
          name: 's-x',
          labels: { 'kubernetes.io/service-name': 's' },
          creationTimestamp: first,
        },
        addressType: 'IPv4',
        ports: [{ name: 'h', port: 8080 }],
        endpoints: [
          { addresses: ['10.0.0.1'], conditions: {}, targetRef: { kind: 'Pod' }, hints: { forZones: [] } },
          { addresses: ['10.0.0.2', '10.0.0.3'], conditions: { ready: false } },
        ],
        ...more,
      }),
    );
  expect(slice({})).toEqual({
    ...{ namespace: 'n', service: 's', changedAt: at(first), ports: [{ name: 'h', protocol: 'TCP', port: 8080 }] },
    endpoints: [
      { address: '10.0.0.1', ready: true, ofPod: true, hinted: true },
      { address: '10.0.0.2', ready: false, ofPod: false, hinted: false },
      { address: '10.0.0.3', ready: false, ofPod: false, hinted: false },
    ],
  });
  expect(slice({ addressType: 'FQDN' }).endpoints).toEqual([]);
});

// discovery/v1: a slice that somebody made by hand may have no label; core/v1: managedFields may be left out.
test('a slice without a label is of no Service, and what has no time was changed at none', () => {
  const bare = readEndpointSlice(objects.apiEndpointSlice.parse({ metadata: {}, endpoints: null, ports: null }));
  expect(bare).toEqual({ namespace: '', service: '', ports: [], endpoints: [], changedAt: null });
  const only = { managedFields: [{ time: last, subresource: 'status' }] };
  expect(readService(objects.apiService.parse({ metadata: only, spec: null }))).toMatchObject({
    ...{ addresses: [], ports: [], local: false, proxied: true, changedAt: null },
  });
});

test('an event without a count has been seen once, and one without times at none', () => {
  const event = readEvent(objects.apiEvent.parse({ involvedObject: { kind: 'Node', name: 'n' } }));
  expect(event).toMatchObject({ count: 1, firstAt: null, lastAt: null, container: null, message: '' });
});

import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { readFleetNode, statusNames, toRow } from '../../agent/fleet/row.ts';
import { describeCondition } from '../../agent/publish/condition.ts';
import { readAgentPod } from '../../agent/reach/agent.ts';
import { snapshotOf } from '../stories.ts';
import { agentPod, conditionOf, windowsNode } from './cluster.ts';

const now = new Date('2026-11-01T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
type Kubernetes = ReturnType<typeof windowsNode>;

/** The row of a node with these fields of its status. */
const rowWith = (more: object, pod: object | null = agentPod('win-1'), node: Kubernetes = windowsNode('win-1')) =>
  toRow(
    readFleetNode({ ...node, status: { ...Object(node.status), ...more } }),
    pod === null ? null : readAgentPod(pod),
    { now, broken: null },
  );
const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' };
const told = (status: string, message = 'x', more: object = {}) => ({
  conditions: [
    ready,
    { type: 'HostProcessReady', status, reason: 'x', message, lastHeartbeatTime: ago(60_000), ...more },
  ],
});

test.each([
  'healthy',
  'nssm-user-account',
  'containerd-user-account',
  'shim-missing',
  'local-service',
  'aks-containerd-1.6',
  'ws2019-no-bind-filter',
])('a row reads all that the agent of %s writes into its condition', (story) => {
  const report = assess(snapshotOf(story));
  const row = rowWith({ conditions: [ready, conditionOf(report, ago(60_000))] });
  const ids = (wanted: string) => report.findings.flatMap(({ check, status }) => (status === wanted ? [check] : []));
  const confirmed = report.diagnoses.flatMap(({ causes }) => causes.filter(({ weight }) => weight === 'confirmed'));
  expect(row).toMatchObject({
    ...{ status: statusNames[report.status], note: '', heardAt: ago(60_000), via: 'conditions' },
    ...{ fail: ids('fail'), warn: ids('warn'), unknown: ids('unknown') },
    causes: [...new Set(confirmed.map(({ id }) => id))],
    ...{ mode: report.outline.newPods.mode, shim: report.outline.newPods.shim },
    account: report.outline.containerd.account?.kind ?? null,
  });
});

test('a condition holds no more than a node may, and its counts are those of the checks that could judge', () => {
  const report = assess(snapshotOf('nssm-user-account'));
  const { message } = describeCondition(report);
  expect(message.length).toBeLessThanOrEqual(1024);
  const { pass, warn, fail, unknown } = report.counts;
  expect(message).toContain(`${pass} of ${pass + warn + fail + unknown} checks passed`);
});

describe('the status of a node', () => {
  test.each([
    ['True', 'x', 'Healthy'],
    ['True', 'x; warn: clock', 'Degraded'],
    // A word of the first sentence is no list.
    ['True', 'they warn: clock', 'Healthy'],
    ['False', 'x; warn: clock', 'Unhealthy'],
    ['Unknown', 'x', 'Unknown'],
  ])('is that of its condition, %s with "%s" being %s', (status, message, is) => {
    expect(rowWith(told(status, message)).status).toBe(is);
  });

  test('is stale when three updates of five minutes are missing, and where nobody knows when it was set', () => {
    const at = (lastHeartbeatTime: string | null) => rowWith(told('True', 'x', { lastHeartbeatTime }));
    expect(at(ago(900_000)).status).toBe('Healthy');
    expect(at(ago(900_001))).toMatchObject({ status: 'Stale', note: `last update at ${ago(900_001)}` });
    expect(at(null)).toMatchObject({ status: 'Stale', note: 'last update at an unknown time', heardAt: null });
    // The clock of a node may be ahead.
    expect(at(ago(-60_000)).status).toBe('Healthy');
  });

  test('is first what the kubelet says, then whether an agent runs, then what that one said', () => {
    const { conditions } = told('False');
    const [, own] = conditions;
    for (const status of ['False', 'Unknown']) {
      const down = { ...ready, status, message: 'Kubelet stopped posting node status.' };
      const row = rowWith({ conditions: [down, own] }, null);
      expect(row).toMatchObject({ status: 'NotReady', ready: false });
      expect(row.note).toContain('Kubelet stopped posting node status.');
    }
    expect(rowWith(told('False'), null)).toMatchObject({ status: 'NoAgent', ready: true, agent: null });
    expect(rowWith({ conditions: [own] })).toMatchObject({ status: 'Unhealthy', ready: null });
    const none = rowWith({ conditions: [ready] });
    expect(none).toMatchObject({ status: 'Unknown', via: 'pods', heardAt: null, fail: [], causes: [] });
    expect(none.note).toContain('--live');
  });
});

test('what a node does not say is not known, and of its addresses the one inside the cluster is its own', () => {
  const nodeInfo = { kernelVersion: '', osImage: '', kubeletVersion: '', containerRuntimeVersion: '' };
  expect(rowWith({ addresses: [], nodeInfo })).toMatchObject({
    ...{ windows: null, kernel: null, kubelet: null, address: null, containerd: null, mode: null },
  });
  const addresses = [
    { type: 'Hostname', address: 'win-1' },
    { type: 'ExternalIP', address: '203.0.113.7' },
  ];
  expect(rowWith({ addresses }).address).toBe('win-1');
  expect(rowWith({ addresses: [...addresses, { type: 'InternalIP', address: '10.0.0.9' }] }).address).toBe('10.0.0.9');
});

// Source: containerd releases/v1.6.0.toml, the first with HostProcess containers.
test.each([
  ['containerd://1.5.18', 'Unhealthy', '1.5.18'],
  ['containerd://1.6.0-alpha.0', 'Unknown', '1.6.0-alpha.0'],
  ['containerd://1.6.0', 'Unknown', '1.6.0'],
  // Docker has versions of its own, which say nothing of containerd.
  ['docker://1.2.3', 'Unknown', null],
  ['containerd://weekly', 'Unknown', null],
])('a node with %s is %s where its agent says nothing', (containerRuntimeVersion, status, containerd) => {
  const { nodeInfo } = Object(windowsNode('win-1').status);
  const row = rowWith({ nodeInfo: { ...nodeInfo, containerRuntimeVersion } });
  expect(row).toMatchObject({ status, containerd, fail: status === 'Unhealthy' ? ['containerd-version'] : [] });
});

test('a pod of hostprobe is told by its place, its image and its state', () => {
  expect(rowWith({}).agent).toEqual({
    ...{ pod: 'hostprobe/hostprobe-win-1', image: 'hostprobe:0.1.0', state: 'Running' },
  });
});

import { describe, expect, test } from 'vitest';
import { poolmatesOf } from '../../agent/fleet/poolmates.ts';
import { fleetOf, nodesQuery, requireKnown, rowsOf } from '../../agent/fleet/read-cluster.ts';
import { type FleetNode, readFleetNode } from '../../agent/fleet/row.ts';
import { readAgentPod } from '../../agent/reach/agent.ts';
import { agentPod, windowsNode } from './cluster.ts';

const pool = (name: string) => ({ labels: { 'kubernetes.azure.com/agentpool': name } });
const node = (name: string, more: Parameters<typeof windowsNode>[1] = {}, minute = 0): FleetNode => ({
  ...readFleetNode(windowsNode(name, more)),
  createdAt: `2026-11-01T10:${String(minute).padStart(2, '0')}:00Z`,
});
const listed = <Item>(items: Item[]) => ({ items, resourceVersion: '1', truncated: false });
const fleet = (nodes: FleetNode[], pods = nodes.map(({ name }) => agentPod(name))) =>
  fleetOf(listed(nodes), listed(pods.map(readAgentPod)));

describe('the peers of a node', () => {
  test('are of its pool and have an agent that runs, those of its build first, and then those as old as it', () => {
    const nodes = [
      node('sick', pool('win'), 30),
      node('old', pool('win'), 5),
      node('twin', pool('win'), 31),
      node('other-build', { ...pool('win'), kernel: '10.0.20348.1' }, 30),
      node('other-pool', pool('gpu'), 30),
      node('no-pool', {}, 30),
      node('silent', pool('win'), 30),
    ];
    const pods = nodes.map(({ name }) =>
      agentPod(name, name === 'silent' ? { reason: 'ImagePullBackOff', message: '' } : null),
    );
    expect(poolmatesOf(fleet(nodes, pods), 'sick')).toEqual(['twin', 'old', 'other-build']);
    // Without pools those of the same system and machine.
    expect(poolmatesOf(fleet([node('a'), node('b'), ...nodes]), 'a')).toEqual(['b', 'no-pool']);
    expect(() => poolmatesOf(fleet(nodes), 'absent')).toThrow('this cluster has no Windows node absent');
  });

  test('are without a pool those of the same Windows on the same machine', () => {
    const machine = (type: string) => ({ labels: { 'node.kubernetes.io/instance-type': type } });
    const older = { ...node('older', machine('D4')), osImage: 'Windows Server 2019 Datacenter' };
    const nodes = [node('sick', machine('D4')), node('twin', machine('D4')), node('larger', machine('D8')), older];
    expect(poolmatesOf(fleet(nodes), 'sick')).toEqual(['twin']);
    // A node without an agent that was ever placed is none.
    expect(poolmatesOf(fleet(nodes, [agentPod('sick')]), 'sick')).toEqual([]);
  });

  test('are 49 at most', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => node(`win-${index}`, pool('win')));
    expect(poolmatesOf(fleet(nodes), 'win-0')).toHaveLength(49);
  });
});

test('of several pods of hostprobe on a node the one that runs is meant', () => {
  const waiting = agentPod('win-1', { reason: 'ImagePullBackOff', message: '' });
  for (const pods of [
    [waiting, agentPod('win-1')],
    [agentPod('win-1'), waiting],
  ]) {
    expect(fleet([node('win-1')], pods).pods.get('win-1')).toMatchObject({ running: true });
  }
  const unscheduled = agentPod('');
  expect([...fleet([node('win-1')], [unscheduled]).pods]).toEqual([]);
});

test('a name that is no node is refused, with what it may have meant, or where a large cluster lists them', () => {
  const named = (count: number) => fleet(Array.from({ length: count }, (_, index) => node(`win-${index}`)));
  expect(() => requireKnown(named(3), ['win-1', 'wim-2'])).toThrow(
    'wim-2 is not a Windows node of this cluster; did you mean win-2?',
  );
  expect(() => requireKnown(named(50), ['xyz'])).not.toThrow('hostprobe status lists them');
  expect(() => requireKnown(named(51), ['xyz'])).toThrow('hostprobe status lists them');
  expect(() => requireKnown(named(3), ['win-0'])).not.toThrow();
});

test('each list is watched from its own version', () => {
  const { versions } = fleetOf({ ...listed([]), resourceVersion: '7' }, { ...listed([]), resourceVersion: '9' });
  expect(versions).toEqual({ nodes: '7', pods: '9' });
});

test('nodes are asked for by their system, and by what the user selects', () => {
  const of = { agentNamespace: 'x' };
  expect(nodesQuery({ ...of, selector: null })).toEqual({ labelSelector: 'kubernetes.io/os=windows' });
  expect(nodesQuery({ ...of, selector: 'a=b', fieldSelector: 'spec.unschedulable=true' })).toEqual({
    labelSelector: 'kubernetes.io/os=windows,a=b',
    fieldSelector: 'spec.unschedulable=true',
  });
});

test('a row has the address inside the cluster, and the failure of its own pod before those of others', () => {
  const object = windowsNode('win-1');
  const addresses = [
    { type: 'ExternalIP', address: '203.0.113.7' },
    { type: 'InternalIP', address: '10.0.0.9' },
  ];
  const withBoth = readFleetNode({ ...object, status: { ...Object(object.status), addresses } });
  const [row] = rowsOf(fleet([withBoth]), new Date('2026-11-01T12:00:00Z'));
  expect(row).toMatchObject({ address: '10.0.0.9', brokenPods: null, via: 'pods' });
});

import { describe, expect, test } from 'vitest';
import { diagnose } from '../../agent/diagnose.ts';
import { readFleetNode, toRow } from '../../agent/fleet/row.ts';
import { problemGroups, showAge, showGroup, showNodeRows, sortRows } from '../../agent/fleet/table.ts';
import { readAgentPod } from '../../agent/reach/agent.ts';
import { plainView } from '../../agent/renderer.ts';
import { agentPod, windowsNode } from './cluster.ts';

const now = new Date('2026-11-01T12:00:00Z');

/** The condition that an agent left `minutes` ago. */
const said = (status: string, message: string, minutes = 1) => ({
  ...{ type: 'HostProcessReady', status, reason: 'x', message },
  ...{ lastHeartbeatTime: new Date(now.getTime() - minutes * 60_000).toISOString(), lastTransitionTime: null },
});
type More = NonNullable<Parameters<typeof windowsNode>[1]>;
const rowOf = (name: string, more: More = {}, pod: object | null = agentPod(name)) =>
  toRow(readFleetNode(windowsNode(name, more)), pod === null ? null : readAgentPod(pod), {
    now,
    broken: new Map([['win-1', { count: 3, failures: [] }]]),
  });

const healthy = 'all good; 50 of 50 checks passed; mode: bind; shim: hpc; account: LocalSystem';
const rows = [
  rowOf('win-1', {
    condition: said(
      'False',
      'x; 48 of 50 checks passed; fail: containerd-account, disk-space; unknown: clock; causes: containerd-account; mode: bind; shim: hpc; account: other',
    ),
    kernel: '10.0.20348.1',
  }),
  rowOf('win-2', { condition: said('False', 'x; 49 of 50 checks passed; fail: disk-space; Not An Id: x y', 4) }),
  rowOf('win-3', { condition: said('True', `x; warn: os-build, clock; ${healthy}`, 10) }),
  rowOf('win-4', { condition: said('True', healthy) }),
  rowOf('win-5', { condition: said('Unknown', 'x; unknown: token-mount') }),
  rowOf('win-6', { condition: said('True', healthy, 16) }),
  rowOf('win-7'),
  rowOf('win-8', { containerd: '1.6.36' }, null),
  rowOf('win-9', { containerd: '1.5.11' }),
  rowOf('win-10', { ready: false }),
  rowOf('win-11', { condition: said('True', healthy) }),
];

describe('the table of nodes', () => {
  test('tells of each node its worst, the causes before the failed checks, and a dash for what is not known', () => {
    const shown = showNodeRows(sortRows(rows), { wide: false, headers: true, now, view: plainView });
    expect(shown.split('\n').map((line) => line.replaceAll(/ {3,}/g, ' | '))).toEqual([
      'NODE | STATUS | CAUSE | PODS | CONTAINERD | AGENT | AGE | MODE | FAIL | WARN | UNKNOWN',
      'win-1 | Unhealthy | containerd-account | 3 | 1.7.28 | Running | 60s | bind | 2 | 0 | 1',
      'win-2 | Unhealthy | disk-space | 0 | 1.7.28 | Running | 4m | - | 1 | 0 | 0',
      'win-9 | Unhealthy | containerd-version; containerd 1.5.11 does not support HostProcess containers; 1.6 is the first that does | 0 | 1.5.11 | Running | - | - | - | - | -',
      'win-10 | NotReady | the kubelet does not report the node as ready | 0 | 1.7.28 | Running | - | - | - | - | -',
      'win-8 | NoAgent | no pod of hostprobe is on this node | 0 | 1.6.36 | - | - | volume | - | - | -',
      'win-6 | Stale | last update at 2026-11-01T11:44:00.000Z | 0 | 1.7.28 | Running | 16m | bind | 0 | 0 | 0',
      'win-5 | Unknown | - | 0 | 1.7.28 | Running | 60s | - | 0 | 0 | 1',
      'win-7 | Unknown | its agent sets no node condition (--publish); use --live to ask it | 0 | 1.7.28 | Running | - | - | - | - | -',
      'win-3 | Degraded | - | 0 | 1.7.28 | Running | 10m | bind | 0 | 2 | 0',
      'win-4 | Healthy | - | 0 | 1.7.28 | Running | 60s | bind | 0 | 0 | 0',
      'win-11 | Healthy | - | 0 | 1.7.28 | Running | 60s | bind | 0 | 0 | 0',
      '',
    ]);
  });

  test('has all that is known of a node when it is wide', () => {
    const shown = showNodeRows(rows.slice(0, 1), { wide: true, headers: true, now, view: plainView });
    const [head = [], cells = []] = shown.split('\n').map((line) => line.split(/ {3,}/));
    expect(Object.fromEntries(head.map((title, at) => [title, cells[at]]))).toMatchObject({
      ...{ NODE: 'win-1', POD: 'hostprobe/hostprobe-win-1', IMAGE: 'hostprobe:0.1.0', IP: '10.0.0.7' },
      ...{ OS: 'Windows Server 2022 Datacenter', KERNEL: '10.0.20348.1', KUBELET: 'v1.34.2' },
      ...{ SHIM: 'hpc', ACCOUNT: 'other', VIA: 'conditions' },
    });
  });

  test('colours the status alone: healthy green, unhealthy red, the others yellow', () => {
    const view = { ...plainView, colour: true };
    const lines = showNodeRows(sortRows(rows), { wide: false, headers: false, now, view }).split('\n');
    const colourOf = (name: string) =>
      lines
        .find((line) => line.startsWith(`${name} `))
        ?.match(/\[(\d+)m(\w+)/)
        ?.slice(1);
    expect(colourOf('win-4')).toEqual(['32', 'Healthy']);
    expect(colourOf('win-1')).toEqual(['31', 'Unhealthy']);
    for (const name of ['win-3', 'win-5', 'win-8', 'win-10']) expect(colourOf(name)?.[0]).toBe('33');
  });

  test('is sorted by what was asked for, what is not known last, and then by name as people count', () => {
    const namesBy = (key: Parameters<typeof sortRows>[1]) => sortRows(rows, key).map(({ node }) => node.slice(4));
    expect(namesBy('name').join()).toBe('1,2,3,4,5,6,7,8,9,10,11');
    expect(namesBy('containerd').join()).toBe('9,8,1,2,3,4,5,6,7,10,11');
    expect(namesBy('windows').join()).toBe('1,2,3,4,5,6,7,8,9,10,11');
    expect(namesBy('age').join()).toBe('6,3,2,1,4,5,11,7,8,9,10');
    const [first, second] = [rowOf('win-2', { containerd: '1.10.0' }), rowOf('win-1', { containerd: '1.9.9' })];
    expect(sortRows([first, second], 'containerd').map(({ node }) => node)).toEqual(['win-1', 'win-2']);
    // Of nodes with one status those come first whose cause is known, and then those with more pods that do not run.
    const [few, many] = [1, 2].map((brokenPods) => ({ ...first, node: `win-${brokenPods}`, brokenPods }));
    expect(sortRows([first, few, many].flatMap((row) => row ?? [])).map(({ brokenPods }) => brokenPods)).toEqual([
      2, 1, 0,
    ]);
  });

  test('has a dash for everything that the API server does not tell of a node', () => {
    const bare = toRow(readFleetNode({ metadata: { name: 'win-1' } }), null, { now, broken: null });
    const known = Object.entries(bare).filter(([, value]) => value !== null && `${value}` !== '');
    expect(known.map(([key]) => key)).toEqual(['node', 'status', 'note', 'via']);
    const [, cells = ''] = showNodeRows([bare], { wide: true, headers: true, now, view: plainView }).split('\n');
    expect(cells.split(/ {3,}/).filter((cell) => cell !== '-')).toEqual(['win-1', 'NoAgent', bare.note, 'pods']);
  });

  test.each([
    [-5, '0s'],
    [119_999, '119s'],
    [120_000, '2m'],
    [7_199_999, '119m'],
    [7_200_000, '2h'],
    [172_799_999, '47h'],
    [172_800_000, '2d'],
    [Number.NaN, '?'],
  ])('shows an age of %i ms as %s', (ms, shown) => {
    expect(showAge(ms)).toBe(shown);
  });
});

describe('a row', () => {
  const failure = (text: string) => {
    const [found] = diagnose([{ source: 'its status', text, count: 1, hostProcess: true }]);
    if (found === undefined) throw new Error(`${text} is known`);
    return found;
  };
  const pipe = failure('named pipe mounts not supported for job containers - interact with the pipe directly: unknown');
  const logon = failure('failed to create user process token: failed to logon user: Access is denied.: unknown');
  const without = (failures: { isOwn: boolean; failure: typeof pipe }[], pod: object | null = null) =>
    toRow(readFleetNode(windowsNode('win-1')), pod === null ? null : readAgentPod(pod), {
      now,
      broken: new Map([['win-1', { count: 1, failures }]]),
    });

  test('without an agent has the failure of its own pod before that of another, and its cause if only one is left', () => {
    const none = 'no pod of hostprobe is on this node';
    expect(without([])).toMatchObject({ note: none, causes: [] });
    expect(without([{ isOwn: false, failure: pipe }])).toMatchObject({
      ...{ note: `${none}; by pods' states: ${pipe.title}`, causes: ['named-pipe-mount'] },
    });
    const both = [
      { isOwn: false, failure: pipe },
      { isOwn: true, failure: logon },
    ];
    expect(without(both)).toMatchObject({
      ...{
        note: expect.stringMatching(
          /^no pod of hostprobe is on this node: .*; possible, first of 2: containerd-account$/,
        ),
      },
      causes: [],
    });
    const waiting = agentPod('win-1', { reason: 'ImagePullBackOff', message: '' });
    expect(without([], waiting)).toMatchObject({ note: 'its pod is ImagePullBackOff' });
    const unseen = toRow(readFleetNode(windowsNode('win-1')), null, { now, broken: null });
    expect(unseen.brokenPods).toBeNull();
  });

  test('takes only ids from a condition, which everybody who may patch the node can write', () => {
    const message = 'x; fail: disk-space, <b>no id</b>; causes: containerd-account, a b; mode: fast; shim: hpc';
    expect(rowOf('win-2', { condition: said('False', message) })).toMatchObject({
      ...{ fail: ['disk-space'], causes: ['containerd-account'], mode: null, shim: 'hpc', account: null },
    });
  });

  // containerd 1.7.0-beta.0 is the first with bind and fallback.
  test.each([
    ['1.6.36', 'volume'],
    ['1.7.0-beta.0', null],
    ['1.7.28', null],
  ])('of containerd %s has the mode %s where no agent tells it', (containerd, mode) => {
    expect(rowOf('win-2', { containerd }).mode).toBe(mode);
  });
});

describe('the groups of a fleet', () => {
  test('are the failed checks, causes and states of its nodes, the worst and largest first, with what only they have', () => {
    expect(problemGroups(rows).map(showGroup)).toEqual([
      'fail disk-space: 2 nodes',
      'fail containerd-account: 1 node; Windows 10.0.20348.1, on no healthy one; containerd runs as a user, on no healthy one',
      'cause containerd-account: 1 node; Windows 10.0.20348.1, on no healthy one; containerd runs as a user, on no healthy one',
      'fail containerd-version: 1 node; containerd 1.5.11, on no healthy one',
      'NotReady: 1 node',
      'NoAgent: 1 node; containerd 1.6.36, on no healthy one; mode volume, on no healthy one',
      'Stale: 1 node',
      'Unknown: 2 nodes',
    ]);
  });

  test('have a trait of four in five, which at most half as many of the healthy have', () => {
    const node = (name: string, kubelet: string, fail: string[] = []) => ({
      ...rowOf(name, { condition: said('True', healthy) }),
      ...{ kubelet, fail, status: fail.length > 0 ? ('Unhealthy' as const) : ('Healthy' as const) },
    });
    const sick = (old: number) =>
      Array.from({ length: 5 }, (_, at) => node(`sick-${at}`, at < old ? 'v1.33.0' : 'v1.34.0', ['clock']));
    const well = (old: number) =>
      Array.from({ length: 10 }, (_, at) => node(`well-${at}`, at < old ? 'v1.33.0' : 'v1.34.0'));
    const told = (old: number, oldAndWell: number) => problemGroups([...sick(old), ...well(oldAndWell)]).map(showGroup);
    expect(told(5, 0)).toEqual(['fail clock: 5 nodes; kubelet v1.33.0 on all of them, and on no healthy one']);
    expect(told(4, 4)).toEqual(['fail clock: 5 nodes; kubelet v1.33.0 on 4 of them, and on 4 healthy']);
    expect(told(4, 5)).toEqual(['fail clock: 5 nodes']);
    expect(told(3, 0)).toEqual(['fail clock: 5 nodes']);
    // A node that only warns is well, for what is compared here.
    const warned = well(0).map((one) => ({ ...one, status: 'Degraded' as const }));
    expect(problemGroups([...sick(5), ...warned]).map(showGroup)).toEqual(told(5, 0));
  });
});

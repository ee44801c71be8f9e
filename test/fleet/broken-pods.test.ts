import { describe, expect, test } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import {
  isBroken,
  nameOf,
  pathOfPods,
  queryOfPods,
  readBrokenPods,
  readEvents,
  readFleetWithPods,
  readFound,
  toBroken,
} from '../../agent/fleet/broken-pods.ts';
import { readClusterFiles } from '../../agent/fleet/cluster-files.ts';
import { openApi } from '../../agent/reach/api.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { type KubernetesObject, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved } from '../run.ts';
import { agentPod, brokenPod, eventOf, windowsNode } from './cluster.ts';

const logon = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const wanted = { selector: null, agentNamespace: 'hostprobe' };

/** A client of a cluster with these objects, as a command has it. */
async function cluster(objects: KubernetesObject[]) {
  const server = await serveKubernetes(objects);
  server.allowed = ['list nodes', 'list pods', 'list events', 'list daemonsets'];
  const { config } = readConfig(status, ['--kubeconfig', saved(kubeconfigOf(server))], {});
  const api = openApi(await openSignIn(config), null);
  return { api, server };
}

const found = (pod: KubernetesObject) => {
  const one = readFound(pod);
  if (one === null) throw new Error('a HostProcess pod');
  return one;
};
/** A pod whose containers, and whose init containers, are told of so. */
function podOf(containers: readonly object[], more: object = {}, init: readonly object[] = []): KubernetesObject {
  const usual = { ready: false, restartCount: 0, image: 'x', imageID: '', state: {} };
  const statuses = (kind: string, all: readonly object[]) =>
    all.map((one, at) => ({ ...usual, name: `${kind}-${at}`, ...one }));
  const [own, first] = [statuses('agent', containers), statuses('init', init)];
  const specified = (all: readonly { name: string }[]) => all.map(({ name }) => ({ name, image: 'x' }));
  const pod = brokenPod('x', null);
  return {
    ...pod,
    spec: { ...Object(pod.spec), containers: specified(own), initContainers: specified(first) },
    status: { phase: 'Running', containerStatuses: own, initContainerStatuses: first, ...more },
  };
}
const waiting = (reason: string, message = '') => ({ state: { waiting: { reason, message } } });
const ended = (exitCode: number, reason = 'Error', message = '') => ({
  state: { terminated: { exitCode, reason, message } },
});

describe('the state of a pod, as kubectl shows it', () => {
  test.each<[what: string, pod: KubernetesObject, state: string]>([
    ['waits', podOf([waiting('CrashLoopBackOff')]), 'CrashLoopBackOff'],
    ['waits beside one that ended', podOf([ended(1), waiting('ImagePullBackOff')]), 'ImagePullBackOff'],
    ['waits and is ready', podOf([{ ...waiting('ContainerCreating'), ready: true }]), 'Restarted'],
    ['ended', podOf([ended(3, 'ContainerCannotRun')]), 'ContainerCannotRun'],
    ['ended without a reason', podOf([ended(3, '')], { phase: 'Failed' }), 'Failed'],
    ['runs and is not ready', podOf([{ state: { running: { startedAt: null } } }]), 'NotReady'],
    ['is to run', podOf([], { phase: 'Pending' }), 'Pending'],
    // An init container that did its work is over, and never ready.
    ['has begun', podOf([{ ready: true }], {}, [ended(0, 'Completed')]), 'Restarted'],
    ['cannot begin', podOf([{ ready: true }], {}, [ended(1, 'Error')]), 'Error'],
    ['is put away', podOf([{ ready: true }], { phase: 'Failed', reason: 'Evicted' }), 'Evicted'],
  ])('of one that %s', (_what, pod, state) => {
    expect(toBroken(found(pod), []).state).toBe(state);
  });

  test('its words are those of its container, then of how that ended last, then its own', () => {
    const last = { lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'it ended so' } } };
    const said = (pod: KubernetesObject) => toBroken(found(pod), []).said;
    expect(said(podOf([{ ...waiting('CrashLoopBackOff', 'back-off'), ...last }]))).toBe('back-off');
    expect(said(podOf([{ ...waiting('CrashLoopBackOff'), ...last }]))).toBe('it ended so');
    expect(said(podOf([waiting('CrashLoopBackOff')], { message: 'of the pod' }))).toBe('of the pod');
    expect(said(podOf([waiting('CrashLoopBackOff')]))).toBeNull();
  });

  test('its restarts are those of all its containers', () => {
    const pod = podOf([{ restartCount: 2 }, { restartCount: 3 }], {}, [{ restartCount: 4 }]);
    expect(toBroken(found(pod), []).restarts).toBe(9);
  });
});

test('only a pod that asks for HostProcess is one, and a pod on no node waits for the one that it names', () => {
  expect(readFound(agentPod('win-1'))).toBeNull();
  const pod = brokenPod('x', null);
  expect(found(pod)).toMatchObject({ node: 'win-1', meant: 'win-1', object: { kind: 'Pod', apiVersion: 'v1' } });
  const { nodeName: _, ...spec } = Object(pod.spec);
  expect(found({ ...pod, spec })).toMatchObject({ node: null, meant: '' });
  const named = { ...spec, nodeSelector: { 'kubernetes.io/hostname': 'win-7' } };
  expect(found({ ...pod, spec: named }).node).toBeNull();
});

test('a restart within the hour is trouble', () => {
  const now = new Date('2026-11-01T12:00:00Z');
  const at = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  const restarted = (minutes: number) =>
    found(
      brokenPod('x', null, {
        restarts: 1,
        last: { terminated: { exitCode: 1, reason: 'Error', finishedAt: at(minutes) } },
      }),
    );
  expect([isBroken(restarted(59.9), now), isBroken(restarted(60.1), now)]).toEqual([true, false]);
});

test('pods are asked for in one namespace or in all, with labels or without', () => {
  expect([pathOfPods({ namespace: null }), pathOfPods({ namespace: 'ops' })]).toEqual([
    '/api/v1/pods',
    '/api/v1/namespaces/ops/pods',
  ]);
  expect([queryOfPods({ selector: null }), queryOfPods({ selector: 'a=b' })]).toEqual([{}, { labelSelector: 'a=b' }]);
});

test('the surest cause comes first, then names as people count, and what has no cause last', async () => {
  const mount = 'named pipe mounts not supported for job containers - interact with the pipe directly: unknown';
  const { api } = await cluster([
    brokenPod('agent-10', { reason: 'RunContainerError', message: logon }),
    brokenPod('agent-9', { reason: 'RunContainerError', message: logon }),
    brokenPod('agent-1', { reason: 'CrashLoopBackOff', message: 'back-off' }),
    brokenPod('agent-x', { reason: 'CreateContainerError', message: mount }),
    brokenPod('well', null),
  ]);
  const { broken, all, unseen } = await readBrokenPods(api, { namespace: null, selector: null });
  expect([all, unseen]).toEqual([5, null]);
  const weights = ['confirmed', 'likely', 'possible', undefined];
  const order = broken.map(({ cause }) => weights.indexOf(cause?.weight));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  const names = broken.map(nameOf);
  expect(names.indexOf('monitoring/agent-9')).toBe(names.indexOf('monitoring/agent-10') - 1);
  expect(names.at(-1)).toBe('monitoring/agent-1');
});

test('events are read once for each namespace, and each is of the pod whose uid it has', async () => {
  const pods = [
    brokenPod('a', { reason: 'ContainerCreating', message: '' }),
    brokenPod('b', { reason: 'ContainerCreating', message: '' }),
    brokenPod('c', { reason: 'ContainerCreating', message: '' }, { namespace: 'ops' }),
  ];
  const { api, server } = await cluster([
    ...pods,
    eventOf('a', 'of a'),
    eventOf('b', 'of b'),
    eventOf('c', 'of c', 'ops'),
    eventOf('stranger', 'of another'),
  ]);
  const unseen: string[] = [];
  const events = await readEvents(api, pods.map(found), unseen);
  expect(Object.fromEntries([...events].map(([uid, own]) => [uid, own.map((one) => Object(one).message)]))).toEqual({
    ...{ 'uid-of-a': ['of a'], 'uid-of-b': ['of b'], 'uid-of-c': ['of c'] },
  });
  expect([...events.values()].flat().every((one) => Object(one).kind === 'Event')).toBe(true);
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/api/v1/namespaces/monitoring/events',
    '/api/v1/namespaces/ops/events',
  ]);
  server.allowed = ['list pods'];
  expect([...(await readEvents(api, pods.map(found), unseen))]).toEqual([]);
  expect(unseen.map((one) => one.slice(0, 27))).toEqual(['the events of monitoring: G', 'the events of ops: GET /api']);
});

test('of a node without an agent two pods are asked why, its own first, and none where an agent runs', async () => {
  const quiet = { reason: 'ContainerCreating', message: '' };
  const on = (node: string, pod: KubernetesObject) => ({ ...pod, spec: { ...Object(pod.spec), nodeName: node } });
  const { api, server } = await cluster([
    ...['win-1', 'win-2'].map((name) => windowsNode(name)),
    ...['a', 'b', 'c'].map((name, at) => on('win-1', brokenPod(name, quiet, { namespace: `space-${at}` }))),
    on('win-2', brokenPod('d', quiet, { namespace: 'space-9' })),
    agentPod('win-2'),
  ]);
  const { fleet, notes } = await readFleetWithPods(api, wanted);
  expect(notes).toEqual([]);
  const counts = [...(fleet.broken ?? [])].map(([node, { count }]) => [node, count]);
  expect(Object.fromEntries(counts)).toEqual({ 'win-1': 3, 'win-2': 1 });
  expect(server.requests.flatMap(({ path }) => (path.endsWith('/events') ? [path] : [])).toSorted()).toEqual([
    '/api/v1/namespaces/space-0/events',
    '/api/v1/namespaces/space-1/events',
  ]);
});

test('events are read of pods whose states say nothing, and what is said first is what failed in its own', async () => {
  const on = (node: string, pod: KubernetesObject) => ({ ...pod, spec: { ...Object(pod.spec), nodeName: node } });
  const own = agentPod('win-1', { reason: 'CreateContainerError', message: logon });
  const failing = (name: string) => on('win-1', brokenPod(name, { reason: 'RunContainerError', message: logon }));
  const { api, server } = await cluster([
    windowsNode('win-1'),
    ...['a', 'b', 'c'].map(failing),
    { ...own, spec: { ...Object(brokenPod('x', null).spec), ...Object(own.spec) } },
  ]);
  const { fleet } = await readFleetWithPods(api, wanted);
  const { count, failures } = fleet.broken?.get('win-1') ?? { count: 0, failures: [] };
  expect([count, failures.map(({ isOwn }) => isOwn)]).toEqual([4, [true, false]]);
  expect(server.requests.filter(({ path }) => path.endsWith('/events'))).toEqual([]);
});

/** A DaemonSet for Windows that lacks so many pods. */
const short = (name: string, [current, desired]: readonly [number, number], labels: object = {}): KubernetesObject => ({
  ...{ kind: 'DaemonSet', apiVersion: 'apps/v1', metadata: { name, namespace: 'ops', uid: `uid-of-${name}`, labels } },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels }, spec: Object(brokenPod(name, null).spec) },
  },
  status: { currentNumberScheduled: current, desiredNumberScheduled: desired },
});
const refusal = (name: string, message: string, reason = 'FailedCreate'): KubernetesObject => ({
  ...eventOf(name, message, 'ops'),
  ...{ involvedObject: { kind: 'DaemonSet', namespace: 'ops', name, uid: `uid-of-${name}` }, reason },
});

test('of a DaemonSet whose pods the API server refuses it is said how many and why: the newest that it said', async () => {
  const { api } = await cluster([
    windowsNode('win-1'),
    short('lacking', [1, 4]),
    short('whole', [4, 4]),
    refusal('lacking', 'refused for the reason of old'),
    { ...refusal('lacking', 'refused for the reason of today'), metadata: { name: 'newer', namespace: 'ops' } },
    { ...refusal('lacking', 'deleted a pod', 'SuccessfulDelete'), metadata: { name: 'newest', namespace: 'ops' } },
    refusal('whole', 'is over'),
  ]);
  const { notes } = await readFleetWithPods(api, wanted);
  expect(notes).toEqual([
    expect.stringMatching(/^The API server refuses 3 of 4 pods of DaemonSet ops\/lacking: .*of today/),
  ]);
});

test('a cluster whose every node has an agent is not asked about DaemonSets: agents tell of them', async () => {
  const { api, server } = await cluster([windowsNode('win-1'), agentPod('win-1'), short('lacking', [1, 4])]);
  expect((await readFleetWithPods(api, wanted)).notes).toEqual([]);
  expect(server.requests.filter(({ path }) => path.endsWith('/daemonsets'))).toEqual([]);
  server.allowed = ['list nodes', 'list pods'];
  server.objects.push(windowsNode('win-2'));
  expect((await readFleetWithPods(api, wanted)).notes).toEqual([
    expect.stringMatching(/^Whether the API server refuses pods of DaemonSets is not known: .*daemonsets/),
  ]);
});

test('a container that somebody added to look inside is not what keeps a pod from running', () => {
  const pod = podOf([{ ready: true, state: { running: { startedAt: null } } }]);
  const ephemeralContainerStatuses = [
    { ...waiting('ImagePullBackOff'), name: 'look', ready: false, restartCount: 0, image: 'x', imageID: '' },
  ];
  expect(toBroken(found({ ...pod, status: { ...Object(pod.status), ephemeralContainerStatuses } }), []).state).toBe(
    'Restarted',
  );
});

test("what the API server knows of chosen nodes is a file for each kind, and none has another node's", async () => {
  const on = (node: string, pod: KubernetesObject) => ({ ...pod, spec: { ...Object(pod.spec), nodeName: node } });
  const { api, server } = await cluster([
    ...['win-1', 'win-2'].map((name) => windowsNode(name)),
    on('win-1', brokenPod('a', null)),
    on('win-2', brokenPod('b', null)),
    agentPod('win-1'),
    eventOf('a', 'of a'),
    eventOf('b', 'of b'),
    {
      ...eventOf('win-1', 'of the node', 'default'),
      involvedObject: { kind: 'Node', namespace: '', name: 'win-1', uid: 'win-1' },
    },
    {
      ...eventOf('win-2', 'of another node', 'default'),
      involvedObject: { kind: 'Node', namespace: '', name: 'win-2', uid: 'win-2' },
    },
  ]);
  const files = await readClusterFiles(api, wanted, new Set(['win-1']));
  expect(files.map(({ path, error }) => [path, error])).toEqual(
    ['nodes', 'pods', 'events', 'daemonset'].map((name) => [`cluster/${name}.json`, null]),
  );
  const content = (name: string) => JSON.stringify(files.find(({ path }) => path.includes(name))?.content);
  expect(JSON.parse(content('nodes'))).toMatchObject([{ name: 'win-1' }]);
  expect(JSON.parse(content('pods'))).toMatchObject([{ node: 'win-1', name: 'a' }]);
  expect(content('events')).toContain('of a');
  expect(content('events')).toContain('of the node');
  expect(content('events')).not.toMatch(/of b|of another node/);
  expect(content('daemonset')).toBe('[]');
  // What is refused leaves a gap in its own file only.
  server.allowed = ['list nodes', 'list daemonsets'];
  const some = await readClusterFiles(api, wanted, new Set(['win-1', 'win-2']));
  expect(some.map(({ error }) => error?.replace(/: .*/s, '') ?? null)).toEqual([
    null,
    'GET /api/v1/pods',
    expect.stringMatching(/^GET .*events/),
    null,
  ]);
  expect(some[1]?.content).toEqual([]);
});

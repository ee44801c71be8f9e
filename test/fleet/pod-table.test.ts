import { expect, test } from 'vitest';
import { type BrokenPod, isBroken, readFound, toBroken } from '../../agent/fleet/broken-pods.ts';
import { sayBroken, showBrokenPods, showPodRows } from '../../agent/fleet/pod-table.ts';
import { plainView } from '../../agent/renderer.ts';
import type { KubernetesObject } from '../kubernetes.ts';
import { brokenPod, eventOf } from './cluster.ts';

const now = new Date('2026-11-01T12:00:00Z');
const logon =
  'failed to create containerd task: failed to create shim task: failed to create user process token: failed to logon user: Access is denied.: unknown';
const pipe = 'named pipe mounts not supported for job containers - interact with the pipe directly: unknown';

function broken(pod: KubernetesObject, events: readonly object[] = []): BrokenPod {
  const found = readFound(pod);
  if (found === null) throw new Error('a HostProcess pod');
  return toBroken(found, events);
}
const unscheduled = (): KubernetesObject => {
  const pod = brokenPod('new', { reason: '', message: '' });
  const { nodeName: _, ...spec } = Object(pod.spec);
  return { ...pod, spec, status: { phase: 'Pending' } };
};
const pods = () => [
  broken(brokenPod('pipes', { reason: 'CreateContainerError', message: pipe }, { restarts: 3 })),
  broken(brokenPod('agent-a', { reason: 'RunContainerError', message: logon })),
  broken(brokenPod('agent-b', { reason: 'RunContainerError', message: logon }, { namespace: 'other', restarts: 1 })),
  broken(brokenPod('quiet', { reason: 'CrashLoopBackOff', message: 'back-off\n5m0s' }, { restarts: 2 })),
  broken(unscheduled()),
];

test('pods stand below their cause: how sure it is, of how many, its first step, and each with its node and state', () => {
  expect(showBrokenPods(pods(), { ...plainView, width: 400 }).split('\n')).toEqual([
    'Possible: The pod mounts a named pipe (named-pipe-mount)',
    expect.stringMatching(/^ {2}First: \S/),
    '    monitoring/pipes   win-1   CreateContainerError   3 restarts',
    '',
    'Possible, 2 pods: containerd runs as an account that is not allowed to create log-on tokens (containerd-account)',
    expect.stringMatching(/^ {2}First.*: \S/),
    expect.stringMatching(/^ {8}\S/),
    '    monitoring/agent-a   win-1   RunContainerError',
    '    other/agent-b        win-1   RunContainerError   1 restart',
    '',
    'Nothing that Kubernetes says of these pods names a cause',
    '    monitoring/quiet   win-1        CrashLoopBackOff   2 restarts   back-off',
    '    monitoring/new     on no node   Pending',
    '',
    'All of one, with its node: hostprobe explain pod/pipes -n monitoring',
    '',
  ]);
});

test('a row of each pod has its cause with its weight, or the failure, its age, and what to do or what it said', () => {
  const shown = showPodRows(pods(), { view: { ...plainView, columns: 40 }, headings: true, now });
  const [head = [], ...rows] = shown
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {3,}/));
  expect(head).toEqual(['NAMESPACE', 'POD', 'NODE', 'STATE', 'CAUSE', 'RESTARTS', 'AGE', 'FIRST STEP']);
  expect(rows.map((row) => row.slice(0, -1))).toEqual([
    [
      'monitoring',
      'pipes',
      'win-1',
      'CreateContainerError',
      expect.stringMatching(/^named-pipe-mount \(\w+\)$/),
      '3',
      '2h',
    ],
    ['monitoring', 'agent-a', 'win-1', 'RunContainerError', 'containerd-account (possible)', '0', '2h'],
    ['other', 'agent-b', 'win-1', 'RunContainerError', 'containerd-account (possible)', '1', '2h'],
    ['monitoring', 'quiet', 'win-1', 'CrashLoopBackOff', '-', '2', '2h'],
    ['monitoring', 'new', '-', 'Pending', '-', '0', '2h'],
  ]);
  expect(rows.map((row) => row.at(-1)).slice(3)).toEqual(['back-off 5m0s', '-']);
  for (const [at, pod] of pods().slice(0, 3).entries()) expect(rows[at]?.at(-1)).toBe(pod.first?.say);
});

test.each([
  [0, 0, 'There is no HostProcess pod'],
  [0, 1, 'The only HostProcess pod runs'],
  [0, 2, 'All 2 HostProcess pods run'],
  [0, 7, 'All 7 HostProcess pods run'],
  [1, 1, '1 of 1 HostProcess pod does not run, or restarts'],
  [1, 7, '1 of 7 HostProcess pods does not run, or restarts'],
  [2, 7, '2 of 7 HostProcess pods do not run, or restart'],
])('%i broken of %i are said as a sentence', (some, all, said) => {
  expect(sayBroken(some, all)).toBe(said);
});

test('what a pod says: its waiting reason, why it ended last, its event, or that it runs and is not ready; never a secret', () => {
  const said = (pod: KubernetesObject, events: readonly object[] = []) => {
    const { state, said } = broken(pod, events);
    return [state, said];
  };
  const ended = (minutes: number, message = '') => ({
    terminated: {
      exitCode: 1,
      reason: 'Error',
      message,
      finishedAt: new Date(now.getTime() - minutes * 60_000).toISOString(),
    },
  });
  const runs = (last: object, ready = true) => {
    const pod = brokenPod('x', null, { restarts: 1, last });
    const status = Object(pod.status);
    return { ...pod, status: { ...status, containerStatuses: [{ ...status.containerStatuses[0], ready }] } };
  };
  expect(
    said(brokenPod('x', { reason: 'ContainerCreating', message: '' }), [
      eventOf('x', 'first'),
      eventOf('x', 'last words'),
    ]),
  ).toEqual(['ContainerCreating', 'last words']);
  expect(said(brokenPod('x', { reason: 'CrashLoopBackOff', message: '' }, { last: ended(1, 'the last end') }))).toEqual(
    ['CrashLoopBackOff', 'the last end'],
  );
  expect(said(runs(ended(1, 'went away')))).toEqual(['Restarted', 'went away']);
  expect(said(runs(ended(1), false))).toEqual(['NotReady', null]);
  expect(said(brokenPod('x', { reason: 'Waiting', message: 'agent --password=Zk8Qw3Lm5Tr7 failed' }))[1]).toMatch(
    /^agent --password=\[redacted:/,
  );
  const evicted = { ...brokenPod('x', null), status: { phase: 'Failed', reason: 'Evicted', message: 'disk' } };
  expect(said(evicted)).toEqual(['Evicted', 'disk']);
  // A restart of the last hour counts, an older one does not.
  const isNow = (pod: KubernetesObject) => {
    const found = readFound(pod);
    return found !== null && isBroken(found, now);
  };
  expect([isNow(runs(ended(59))), isNow(runs(ended(61)))]).toEqual([true, false]);
});

test('what to do stands before what the pod said', () => {
  const [pod] = pods();
  if (pod?.first == null) throw new Error('the cause has a first step');
  const shown = (of: BrokenPod) => showPodRows([of], { view: plainView, headings: false, now }).trimEnd();
  expect(shown({ ...pod, said: 'it said this' }).endsWith(pod.first.say)).toBe(true);
  expect(shown({ ...pod, first: null, said: 'it said this' })).toMatch(/ {3}it said this$/);
  expect(shown({ ...pod, first: null, said: null })).toMatch(/ {3}-$/);
});

test('failures without a cause stand apart where they are not the same, and rows of a list go beyond the window', () => {
  const [pipes, agent] = pods().map((pod) => ({ ...pod, cause: null, first: null }));
  if (!pipes?.error || !agent?.error) throw new Error('their failures are known');
  const shown = showBrokenPods([pipes, agent], { ...plainView, width: 400 });
  for (const { error } of [pipes, agent]) expect(shown).toContain(`(${error?.signature})`);
  const said = { ...pipes, said: 'x'.repeat(300) };
  expect(showPodRows([said], { view: { ...plainView, columns: 40 }, headings: false, now })).toContain(said.said);
});

test('a pod whose failure has no cause left is told by what failed, and one of unknown age without an age', () => {
  const [pipes] = pods();
  if (!pipes?.error) throw new Error('its failure is known');
  const left = { ...pipes, cause: null, first: null, createdAt: null };
  const [head, row] = showBrokenPods([left], { ...plainView, width: 400 }).split('\n');
  expect([head, row]).toEqual([
    `No known cause is left: ${pipes.error.title} (${pipes.error.signature})`,
    '    monitoring/pipes   win-1   CreateContainerError   3 restarts',
  ]);
  const cells = showPodRows([left], { view: plainView, headings: false, now }).trimEnd().split(/ {3,}/);
  expect(cells.slice(4)).toEqual([pipes.error.signature, '3', '-', '-']);
});

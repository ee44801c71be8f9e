import { describe, expect, test } from 'vitest';
import { readItem } from '../../agent/messages/kubernetes.ts';

const message = 'Error: failed to create user process token: failed to logon user: Access is denied.: unknown';
const pod = (spec: object, statuses: object) => ({
  kind: 'Pod',
  metadata: { name: 'agent-1', namespace: 'monitoring' },
  spec,
  status: statuses,
});
const ended = { name: 'agent', lastState: { terminated: { message, finishedAt: '2026-11-24T03:12:45Z' } } };

describe('Kubernetes objects', () => {
  test('events give pod, container, count and times, in the old and the new format', () => {
    const about = { kind: 'Pod', name: 'agent-1', namespace: 'monitoring', fieldPath: 'spec.containers{agent}' };
    const items = [
      {
        kind: 'Event',
        message,
        count: 5,
        firstTimestamp: '2026-11-24T03:00:00Z',
        lastTimestamp: '2026-11-24T03:12:45Z',
        involvedObject: about,
      },
      {
        kind: 'Event',
        note: message,
        eventTime: '2026-11-24T04:00:00.5Z',
        lastTimestamp: null,
        // What the older field counted before the series began.
        count: 1,
        series: { count: 7, lastObservedTime: '2026-11-24T05:00:00Z' },
      },
    ];
    expect(items.flatMap((item) => readItem(item, 's'))).toEqual([
      {
        source: 's',
        text: message,
        count: 5,
        at: '2026-11-24T03:12:45.000Z',
        firstAt: '2026-11-24T03:00:00.000Z',
        pod: 'monitoring/agent-1',
        container: 'agent',
      },
      { source: 's', text: message, count: 7, at: '2026-11-24T05:00:00.000Z', firstAt: '2026-11-24T04:00:00.500Z' },
    ]);
  });

  // Source: kubernetes pkg/printers/internalversion/printers.go, printEvent.
  test('of an event with every time, the last of the series and the first of all count, as kubectl prints them', () => {
    const times = { firstTimestamp: '2026-11-24T01:00:00Z', eventTime: '2026-11-24T02:00:00Z' };
    const series = { count: 7, lastObservedTime: '2026-11-24T04:00:00Z' };
    const event = { kind: 'Event', message, ...times, lastTimestamp: '2026-11-24T03:00:00Z', series };
    const read = (without: object) => readItem({ ...event, ...without }, 's')[0];
    const [at, firstAt] = ['2026-11-24T04:00:00.000Z', '2026-11-24T01:00:00.000Z'];
    expect(read({})).toMatchObject({ at, firstAt, count: 7 });
    expect(read({ series: null })).toMatchObject({ at: '2026-11-24T03:00:00.000Z', firstAt });
    expect(read({ series: null, lastTimestamp: null, firstTimestamp: null })).toMatchObject({
      ...{ at: '2026-11-24T02:00:00.000Z', firstAt: '2026-11-24T02:00:00.000Z' },
    });
  });

  test("a pod gives the ends of its containers, each with its runAsUserName: its own, else the pod's, else none", () => {
    const options = (runAsUserName: string) => ({ windowsOptions: { runAsUserName } });
    const users = (spec: object) =>
      readItem(pod(spec, { containerStatuses: [ended] }), 's').map(({ runAsUserName }) => runAsUserName);
    const own = [{ name: 'agent', securityContext: options('hpc-readers') }];
    expect(users({ securityContext: options('SYSTEM'), containers: own })).toEqual(['hpc-readers']);
    expect(users({ securityContext: options('SYSTEM'), containers: [{ name: 'agent' }] })).toEqual(['SYSTEM']);
    expect(users({ containers: [{ name: 'agent' }] })).toEqual([null]);
  });

  test.each([
    [{ ready: true, restartCount: 1 }, true],
    [{ ready: true, restartCount: 12 }, undefined],
    [{ ready: false, restartCount: 1 }, undefined],
  ])('a container that ended before: of %j it is past: %s', (now, past) => {
    const [before] = readItem(pod({}, { containerStatuses: [{ ...ended, ...now }] }), 's');
    expect(before?.past).toBe(past);
    const waits = { name: 'agent', ...now, state: { waiting: { message } } };
    expect(readItem(pod({}, { containerStatuses: [waits] }), 's').map((one) => one.past)).toEqual([undefined]);
  });

  test('waiting containers, init containers and conditions give messages', () => {
    const found = readItem(
      pod(
        {},
        {
          conditions: [{ message: "didn't have free ports", lastTransitionTime: '2026-11-24T03:12:45Z' }],
          initContainerStatuses: [{ name: 'init', state: { waiting: { message: 'init says' } } }],
          containerStatuses: [ended],
        },
      ),
      's',
    );
    expect(found.map(({ text, container }) => [container, text])).toEqual([
      [undefined, "didn't have free ports"],
      ['agent', message],
      ['init', 'init says'],
    ]);
  });

  test('an event of another object keeps its namespace', () => {
    const involvedObject = { kind: 'DaemonSet', name: 'agent', namespace: 'monitoring' };
    expect(readItem({ kind: 'Event', message, involvedObject }, 's')).toEqual([
      { source: 's', text: message, count: 1, namespace: 'monitoring' },
    ]);
  });

  test('a container for debugging that ended counts, and one that was stopped says nothing', () => {
    const of = (exitCode: number) => {
      const status = { name: 'debug', state: { terminated: { exitCode } } };
      return readItem(pod({}, { ephemeralContainerStatuses: [status] }), 's').map(({ text }) => text);
    };
    expect(of(0xc000_0005)).toEqual(['Exit Code: 3221225477']);
    // STATUS_CONTROL_C_EXIT: how the shim stops a container.
    expect(of(0xc000_013a)).toEqual([]);
  });

  test('a pod tells whether it has a token, where its manifest or the API server says it', () => {
    const has = (spec: object) => readItem(pod(spec, { containerStatuses: [ended] }), 's')[0]?.hasToken;
    const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(has({ containers: [{ name: 'agent', volumeMounts: [{ mountPath }] }] })).toBe(true);
    expect(has({ automountServiceAccountToken: false })).toBe(false);
    expect(has({ automountServiceAccountToken: true })).toBeUndefined();
    expect(has({})).toBeUndefined();
    expect(has({ containers: [{ volumeMounts: [{}, { mountPath: 'C:\\data' }] }] })).toBeUndefined();
    expect(has({ containers: [{ volumeMounts: [{ mountPath: `${mountPath}/token` }] }] })).toBeUndefined();
    const mounted = [{ name: 'agent', volumeMounts: [{ mountPath: mountPath.replaceAll('/', '\\') }] }];
    expect(has({ initContainers: mounted, automountServiceAccountToken: false })).toBe(true);
  });

  test('of two containers with one name the first counts', () => {
    const named = (runAsUserName: string) => ({
      name: 'agent',
      securityContext: { windowsOptions: { runAsUserName } },
    });
    const spec = { containers: [named('first'), named('second')] };
    expect(readItem(pod(spec, { containerStatuses: [ended] }), 's')).toMatchObject([{ runAsUserName: 'first' }]);
  });

  test('with too many containers are read in part', () => {
    const many = Array(20_000).fill(ended);
    const containers = Array(20_000).fill({ name: 'agent' });
    expect(readItem(pod({ containers }, { containerStatuses: many }), 's')).toHaveLength(100);
  });

  test.each([
    ['a pod with its namespace', { kind: 'Pod', name: 'a', namespace: 'ops' }, { pod: 'ops/a' }],
    ['a pod without one', { kind: 'Pod', name: 'a' }, { pod: 'a' }],
    ['a pod without a name', { kind: 'Pod', namespace: 'ops' }, { namespace: 'ops' }],
    ['nothing', undefined, {}],
    [
      'a container',
      { kind: 'Pod', name: 'a', fieldPath: 'spec.initContainers{init}' },
      { pod: 'a', container: 'init' },
    ],
    ['a field that is no container', { kind: 'Pod', name: 'a', fieldPath: 'spec.volumes' }, { pod: 'a' }],
  ])('an event is about %s', (_what, involvedObject, place) => {
    expect(readItem({ kind: 'Event', message, involvedObject }, 's')).toEqual([
      { source: 's', text: message, count: 1, ...place },
    ]);
  });

  test('an event without words tells nothing, and a count that is no number is none', () => {
    expect(readItem({ kind: 'Event', message: '', note: '' }, 's')).toEqual([]);
    expect(readItem({ kind: 'Event', count: 3 }, 's')).toEqual([]);
    expect(readItem({ kind: 'Event', message, count: '3' }, 's')).toMatchObject([{ count: 1 }]);
  });

  test('what is no pod has statuses without a user, and a status without a name is none', () => {
    const status = { containerStatuses: [ended, { lastState: ended.lastState }] };
    const [one, ...more] = readItem({ kind: 'PodTemplate', metadata: { name: 'a', namespace: 'b' }, status }, 's');
    expect(more).toEqual([]);
    expect(one).toEqual({ source: 's', count: 1, container: 'agent', text: message, at: '2026-11-24T03:12:45.000Z' });
  });

  test.each([
    ['the pod', { securityContext: { windowsOptions: { hostProcess: true } } }, true],
    [
      'a container',
      { containers: [{ name: 'a' }, { name: 'b', securityContext: { windowsOptions: { hostProcess: true } } }] },
      true,
    ],
    [
      'an init container',
      { initContainers: [{ name: 'b', securityContext: { windowsOptions: { hostProcess: true } } }] },
      true,
    ],
    ['nobody', { securityContext: { windowsOptions: { hostProcess: false } }, containers: [{ name: 'a' }] }, undefined],
    ['a text', { securityContext: { windowsOptions: { hostProcess: 'true' } } }, undefined],
  ])('is of HostProcess if %s says so', (_who, spec, hostProcess) => {
    expect(readItem(pod(spec, { containerStatuses: [ended] }), 's')[0]?.hostProcess).toBe(hostProcess);
  });

  test('without a failure give no messages', () => {
    expect(readItem(7, 's')).toEqual([]);
    expect(readItem({ kind: 'Node' }, 's')).toEqual([]);
  });
});

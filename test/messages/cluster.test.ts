import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import type { ClusterPod, ClusterSeen, EventInfo } from '../../agent/facts/cluster.ts';
import { readCluster, readFacts } from '../../agent/messages/cluster.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { textOf } from '../fix.ts';
import { denied, factsWith, got, snapshotWith } from '../snapshot.ts';

const refused = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const started = `Error: failed to start containerd task "main": ${refused}`;

const event = (more: Partial<EventInfo> = {}): EventInfo => ({
  about: { kind: 'Pod', namespace: 'monitoring', name: 'exporter-abcde' },
  container: 'main',
  type: 'Warning',
  reason: 'Failed',
  message: started,
  count: 12,
  firstAt: '2026-11-01T11:00:00.000Z',
  lastAt: '2026-11-01T11:59:00.000Z',
  ...more,
});

function seenOf(edit: (seen: ClusterSeen, pod: ClusterPod) => void): ClusterSeen {
  const { seen } = factsWith().cluster;
  const pod = seen?.pods.ok ? seen.pods.value.hostProcess[0] : undefined;
  if (seen === null || pod === undefined) throw new Error('the healthy node has a HostProcess pod');
  Object.assign(pod, {
    name: 'exporter-abcde',
    namespace: 'monitoring',
    troubled: true,
    events: got({ items: [], truncated: false }),
  });
  Object.assign(pod.containers[0] ?? {}, { name: 'main', runAsUserName: 'NT AUTHORITY\\Local service', ready: false });
  edit(seen, pod);
  return seen;
}
const access = { kind: 'pod', server: 'https://10.96.0.1:443', directory: 'C:\\' } as const;
const messagesOf = (edit: (seen: ClusterSeen, pod: ClusterPod) => void) => readCluster({ access, seen: seenOf(edit) });

describe('the failures that Kubernetes stores', () => {
  test('are none without access, and none of healthy pods', () => {
    expect(readCluster({ access: { kind: 'none', reason: 'no token' }, seen: null })).toEqual([]);
    const messages = messagesOf((_, pod) => {
      Object.assign(pod, { troubled: false, events: null });
      Object.assign(pod.containers[0] ?? {}, {
        last: { kind: 'terminated', reason: 'Error', message: refused, exitCode: 1, at: null },
      });
    });
    expect(messages).toEqual([]);
  });

  test('are in the current and the last state of a container, with its user', () => {
    const messages = messagesOf((_, { containers }) => {
      Object.assign(containers[0] ?? {}, {
        state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 5m0s', exitCode: null, at: null },
        last: {
          kind: 'terminated',
          reason: 'StartError',
          message: refused,
          exitCode: 128,
          at: '2026-11-01T11:58:00.000Z',
        },
      });
    });
    const place = {
      source: 'pod status',
      pod: 'monitoring/exporter-abcde',
      container: 'main',
      hostProcess: true,
      count: 1,
    };
    const user = { runAsUserName: 'NT AUTHORITY\\Local service' };
    expect(messages).toEqual([
      { ...place, ...user, text: refused, at: '2026-11-01T11:58:00.000Z' },
      { ...place, ...user, text: 'back-off 5m0s' },
    ]);
  });

  test('are in the status of a pod that the kubelet did not start', () => {
    const messages = messagesOf(
      (_, pod) => void Object.assign(pod, { message: 'Pod was rejected: Node has no \\"room\\"' }),
    );
    expect(messages).toEqual([
      {
        source: 'pod status',
        pod: 'monitoring/exporter-abcde',
        hostProcess: true,
        text: 'Pod was rejected: Node has no "room"',
        count: 1,
      },
    ]);
  });

  test('are in events, with count and time; those of a container have its user, else that of the pod', () => {
    const messages = messagesOf((_, pod) => {
      Object.assign(pod.containers[0] ?? {}, { runAsUserName: null });
      pod.events = got({
        items: [event(), event({ container: null, message: 'MountVolume.SetUp failed', lastAt: null })],
        truncated: false,
      });
    });
    expect(messages).toEqual([
      {
        source: 'events',
        pod: 'monitoring/exporter-abcde',
        hostProcess: true,
        container: 'main',
        runAsUserName: 'NT AUTHORITY\\SYSTEM',
        text: started,
        count: 12,
        at: '2026-11-01T11:59:00.000Z',
        firstAt: '2026-11-01T11:00:00.000Z',
      },
      {
        source: 'events',
        pod: 'monitoring/exporter-abcde',
        hostProcess: true,
        text: 'MountVolume.SetUp failed',
        count: 12,
        firstAt: '2026-11-01T11:00:00.000Z',
      },
    ]);
  });
});

describe('where a message is missing, and where the cluster alone tells of the node', () => {
  const terminated = (message: string, exitCode: number | null) => ({
    ...{ kind: 'terminated' as const, reason: 'Error', message, exitCode, at: null },
  });
  test.each([
    ['a code of Windows that says what happened', terminated('', 0xc000_0005), ['Exit Code: 3221225477']],
    ['a code that says nothing by itself', terminated('', 1), []],
    ['the code of a container that was stopped', terminated('', 0xc000_013a), []],
    ['no code', terminated('', null), []],
    ['a message, whatever the code is', terminated('it broke', 0xc000_0005), ['it broke']],
  ])('an end is told by %s', (_what, last, said) => {
    const texts = messagesOf((_, { containers }) => void Object.assign(containers[0] ?? {}, { last, state: null }));
    expect(texts.map(({ text }) => text)).toEqual(said);
    const ofRuntime = readFacts(
      knownFacts(
        snapshotWith(({ runtime: { containers }, logs }) => {
          logs.lines = [];
          const [one] = containers.ok ? containers.value : [];
          const { message, exitCode } = last;
          if (one && exitCode !== null)
            Object.assign(one, { exit: { code: exitCode, reason: 'Error', message, finishedAt: null } });
        }),
      ),
    );
    expect(ofRuntime.map(({ text }) => text)).toEqual(said);
    for (const one of ofRuntime) expect(one).toMatchObject({ source: 'containerd', pod: 'hostprobe/hostprobe-x7k2p' });
  });

  test('an event without words, and one of a container that the pod no longer has, tell no user', () => {
    const messages = messagesOf((_, pod) => {
      pod.events = got({ items: [event({ message: '' }), event({ container: 'gone' })], truncated: false });
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).not.toHaveProperty('container');
    expect(messages[0]).not.toHaveProperty('runAsUserName');
    expect(messagesOf((_, pod) => void Object.assign(pod, { events: denied() }))).toEqual([]);
  });

  // Source: kubernetes.io, Node status: Ready is True on a good node, the pressures and NetworkUnavailable are False.
  test('a Node tells of itself by its bad conditions and its warnings, where no agent answers', () => {
    const conditions = [
      ['Ready', 'True', 'kubelet is posting ready status'],
      ['Ready', 'False', 'container runtime is down'],
      ['Ready', 'Unknown', 'Kubelet stopped posting node status.'],
      ['MemoryPressure', 'False', 'kubelet has sufficient memory available'],
      ['DiskPressure', 'True', 'kubelet has disk pressure'],
    ].map(([type = '', status = '', message = '']) => ({ type, status, reason: '', message, since: null }));
    const about = { kind: 'Node', namespace: '', name: 'win-node-1' };
    const events = [
      event({ about, container: null, message: 'rebooted' }),
      event({ about, type: 'Normal', message: 'ready' }),
    ];
    const of = (edit: (seen: ClusterSeen) => void) =>
      messagesOf((seen, pod) => {
        pod.troubled = false;
        if (seen.node.ok && seen.node.value) Object.assign(seen.node.value, { conditions });
        edit(seen);
      }).map(({ source, text, hostProcess }) => [source, text, hostProcess]);
    const beside = { lease: got(null), runtimeClasses: got([]), logQuery: null };
    const bad = ['container runtime is down', 'Kubelet stopped posting node status.', 'kubelet has disk pressure'];
    const ofNode = (...texts: string[]) => texts.map((text) => ['the Node', text, true]);
    expect(
      of((seen) => Object.assign(seen, { beside: { ...beside, events: got({ items: events, truncated: false }) } })),
    ).toEqual(ofNode(...bad, 'rebooted'));
    expect(of((seen) => Object.assign(seen, { beside: { ...beside, events: denied() } }))).toEqual(ofNode(...bad));
    expect(of(() => undefined)).toEqual([]);
  });
});

const inCluster = (seen: ClusterSeen, edit: Parameters<typeof snapshotWith>[0] = () => undefined) =>
  assess(
    snapshotWith((facts) => {
      facts.cluster = { access, seen };
      edit(facts);
    }),
  );

test('an event and a user account of containerd make a confirmed diagnosis, and the node unhealthy', () => {
  const seen = seenOf((_, pod) => {
    pod.events = got({ items: [event()], truncated: false });
  });
  const { status, diagnoses } = inCluster(seen, (facts) => {
    for (const process of facts['runtime-process'].containerd) {
      process.account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' });
    }
  });
  expect(status).toBe('unhealthy');
  expect(diagnoses).toHaveLength(1);
  expect(diagnoses[0]?.seen).toMatchObject([
    { source: 'events', pod: 'monitoring/exporter-abcde', container: 'main', count: 12 },
  ]);
  expect(diagnoses[0]?.causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
});

test('a DaemonSet whose pods Pod Security refuses is diagnosed, although it has no pods', () => {
  const message =
    'Error creating: pods "exporter-x2x9p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)';
  const seen = seenOf((all, pod) => {
    pod.troubled = false;
    const daemonSet = {
      ...{ namespace: 'monitoring', name: 'exporter', operatingSystem: 'windows', hostProcess: true },
      ...{ runAsUserName: null, containers: [], desired: 3, current: 0 },
    };
    all.refused = got({ items: [{ daemonSet, events: [event({ message, container: null })] }], truncated: false });
    all.podSecurity = [];
  });
  expect(inCluster(seen).diagnoses).toMatchObject([
    { seen: [{ source: 'events of DaemonSet monitoring/exporter', text: message }], causes: [{ id: 'pod-security' }] },
  ]);
  const weigh = (labels: ClusterSeen['podSecurity'][number]['labels']) => {
    const [diagnosis] = inCluster({ ...seen, podSecurity: [{ namespace: 'monitoring', labels }] }).diagnoses;
    return diagnosis?.causes[0];
  };
  const enforcing = (level: string) => weigh(got({ 'pod-security.kubernetes.io/enforce': level }));
  expect(enforcing('baseline')).toMatchObject({
    weight: 'confirmed',
    evidence: [{ label: 'namespace monitoring enforces', value: 'baseline' }],
  });
  expect(textOf(enforcing('baseline')?.fix)).toContain(
    'kubectl label namespace monitoring pod-security.kubernetes.io/enforce=privileged',
  );
  expect(enforcing('restricted')?.weight).toBe('confirmed');
  expect(enforcing('privileged')?.weight).toBe('ruled-out');
  // Without the label the API server's configuration decides.
  expect(weigh(got({ 'pod-security.kubernetes.io/warn': 'baseline' }))?.weight).toBe('possible');
  expect(weigh(got(null))?.weight).toBe('possible');
  expect(weigh(denied())?.weight).toBe('possible');
});

import { describe, expect, test } from 'vitest';
import { causes } from '../../agent/causes/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { openCluster } from '../../agent/host/cluster.ts';
import { createLog } from '../../agent/log.ts';
import { createPodEvents, cutToBytes, podEventsOf } from '../../agent/publish/pod-events.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { knownFacts, type Snapshot } from '../../agent/snapshot.ts';
import { publishAccess } from '../access.ts';
import { everything, send, serveKubernetes, statusOf } from '../kubernetes.ts';
import { snapshotOf, storyNames } from '../stories.ts';

const failing = storyNames()
  .map(snapshotOf)
  .filter((snapshot) => podEventsOf(snapshot, '').length > 0);
const silent = await createLog('silent');

/** A node whose story has a pod in trouble with a cause that is known. */
const story = (): Snapshot => {
  const [first] = failing;
  if (first === undefined) throw new Error('no story has a pod in trouble with a known cause');
  return first;
};

async function emitting(own = '') {
  const api = await serveKubernetes();
  api.allowed = [...everything, ...publishAccess.map(({ verb, resource }) => `${verb} ${resource}`)];
  const clock = { now: new Date('2026-11-01T12:00:00Z') };
  const open = async () => ({ cluster: openCluster(api.access), nodeName: 'win-node-1' });
  const podEvents = createPodEvents({ open, own, now: () => clock.now, log: silent });
  const minutesLater = (minutes: number, snapshot = story()) => {
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    return podEvents.emit(snapshot);
  };
  return { api, podEvents, minutesLater, events: () => api.objects.filter(({ kind }) => kind === 'Event') };
}

describe('a pod that fails for a known cause', () => {
  test('gets an event that names the cause, the fix, and how to see more', async () => {
    const { podEvents, events } = await emitting();
    await podEvents.emit(story());
    const [wanted] = podEventsOf(story(), '');
    expect(events()[0]).toMatchObject({
      metadata: { namespace: wanted?.namespace, name: wanted?.name },
      involvedObject: { kind: 'Pod', name: wanted?.pod, uid: wanted?.uid, namespace: wanted?.namespace },
      type: 'Warning',
      reason: 'HostProcessExplained',
      source: { component: 'hostprobe', host: 'win-node-1' },
      count: 1,
      eventTime: null,
      message: expect.stringMatching(/^[^\n]+\. Fix: [^\n]+ More: kubectl hostprobe explain pod\/\S+ -n \S+$/),
    });
  });

  test.each(failing.map((snapshot) => [snapshot.node, snapshot]))(
    'names the node as the cluster does, and not as the machine: %s',
    (_, snapshot) => {
      expect(podEventsOf({ ...snapshot, node: 'EC2AMAZ-1A2B3C' }, '')).toEqual(podEventsOf(snapshot, ''));
    },
  );

  test('is sent again after half an hour, as a count, and not before', async () => {
    const { podEvents, minutesLater, events } = await emitting();
    await podEvents.emit(story());
    await minutesLater(29);
    expect(events().map(({ count }) => count)).toEqual(events().map(() => 1));
    await minutesLater(1);
    expect(events().map(({ count }) => count)).toEqual(events().map(() => 2));
  });

  test('is counted on for an hour after it was sent, and then as a new one', async () => {
    for (const [minutes, count] of [
      [60, 2],
      [61, 1],
    ] as const) {
      const { api, podEvents, minutesLater, events } = await emitting();
      await podEvents.emit(story());
      // The API server forgets it too.
      api.objects = [];
      await minutesLater(minutes);
      expect([minutes, events()[0]?.count]).toEqual([minutes, count]);
    }
  });

  test('gets a new event where the old one was forgotten', async () => {
    const { api, podEvents, minutesLater, events } = await emitting();
    await podEvents.emit(story());
    api.objects = [];
    await minutesLater(30);
    expect(events().length).toBeGreaterThan(0);
  });

  test('is not tried again within ten minutes of a refusal, which is reported', async () => {
    const { api, podEvents, minutesLater, events } = await emitting();
    api.allowed = [];
    await podEvents.emit(story());
    expect(podEvents.refused()).toMatch(/403/);
    const asked = api.requests.length;
    await minutesLater(9);
    expect(api.requests).toHaveLength(asked);
    api.allowed = publishAccess.map(({ verb, resource }) => `${verb} ${resource}`);
    await minutesLater(1);
    expect(events().length).toBeGreaterThan(0);
    expect(podEvents.refused()).toBeNull();
  });

  test('is counted on by an agent that starts anew', async () => {
    const { podEvents, events } = await emitting('hostprobe/hostprobe-abc12');
    const again = structuredClone(story());
    const { cluster } = again.facts;
    const [wanted] = podEventsOf(again, '');
    const pods = (cluster.ok && cluster.value.seen?.pods.ok && cluster.value.seen.pods.value.hostProcess) || [];
    const pod = pods.find(({ uid }) => uid === wanted?.uid);
    if (pod?.events?.ok !== true || wanted === undefined) throw new Error('the story has no events of that pod');
    const about = { kind: 'Pod', namespace: pod.namespace, name: pod.name };
    const told = { about, container: null, type: 'Warning', reason: 'HostProcessExplained', message: wanted.message };
    pod.events.value.items.push({ ...told, count: 7, firstAt: null, lastAt: null });
    await podEvents.emit(again);
    expect(events()[0]).toMatchObject({ count: 8, reportingInstance: 'hostprobe-abc12' });
    // What hostprobe said is no failure to explain.
    expect(podEventsOf(again, '')).toEqual(
      podEventsOf(story(), '').map((one, at) => ({ ...one, count: at === 0 ? 7 : 0 })),
    );
  });

  test('gets no event if it is hostprobe itself', () => {
    const [wanted] = podEventsOf(story(), '');
    const own = `${wanted?.namespace}/${wanted?.pod}`;
    expect(podEventsOf(story(), own).map(({ pod }) => pod)).not.toContain(wanted?.pod);
  });
});

test('the text has words of the catalogue, of the pod and of its events only, at most 1024 bytes of them', () => {
  const titles = causes.map(({ title }) => title);
  for (const snapshot of failing) {
    for (const { message } of podEventsOf(snapshot, '')) {
      expect(titles.some((title) => message.startsWith(title))).toBe(true);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1024);
      const { services } = snapshot.facts;
      const account = services.ok && services.value.containerd.ok ? services.value.containerd.value?.account : null;
      if (account !== null && account !== undefined && account !== 'LocalSystem')
        expect(message).not.toContain(account);
    }
  }
});

/** So many failing pods, which say this. */
function failingPods(count: number, said: string): Snapshot {
  const snapshot = structuredClone(story());
  const { cluster } = snapshot.facts;
  const pods = cluster.ok && cluster.value.seen?.pods.ok ? cluster.value.seen.pods.value : null;
  const [first] = pods?.hostProcess ?? [];
  if (pods === null || first === undefined) throw new Error('the story has no pod');
  const about = { kind: 'Pod', namespace: first.namespace, name: first.name };
  const event = { about, container: null, type: 'Warning', reason: 'Failed', message: said, count: 1 };
  const events = { items: [{ ...event, firstAt: snapshot.at, lastAt: snapshot.at }], truncated: false };
  const silentOnes = first.containers.map((container) => ({ ...container, state: null, last: null }));
  pods.hostProcess = Array.from({ length: count }, (_, index) => ({
    ...first,
    ...{ name: `pod-${index}`, uid: `uid-${index}`, troubled: true, message: '', containers: silentOnes },
    events: { ok: true, value: events },
  }));
  return snapshot;
}
const said = (reason: string) =>
  `Error: failed to start containerd task: failed to create user process token: failed to logon user: ${reason}: unknown`;

test('at most ten pods are told at a time, and a pod with a new cause no sooner than after five minutes', async () => {
  const { api, podEvents, minutesLater, events } = await emitting();
  const denied = failingPods(12, said('Access is denied.'));
  const wanted = podEventsOf(denied, '').length;
  expect(wanted).toBe(12);
  await podEvents.emit(denied);
  expect(events()).toHaveLength(10);
  await podEvents.emit(denied);
  expect(events()).toHaveLength(12);
  const other = signatures
    .flatMap(({ samples }) => samples)
    .map((text) => failingPods(1, text))
    .find((snapshot) => podEventsOf(snapshot, '').some(({ name }) => name !== podEventsOf(denied, '')[0]?.name));
  if (other === undefined) throw new Error('no sample has another cause');
  const asked = api.requests.length;
  await podEvents.emit(other);
  await minutesLater(4, other);
  expect(api.requests).toHaveLength(asked);
  await minutesLater(1, other);
  expect(events()).toHaveLength(13);
});

test('a pod whose namespace is being deleted does not keep others from their events', async () => {
  const { api, podEvents, events, minutesLater } = await emitting();
  const gone =
    'events "x" is forbidden: unable to create new content in namespace node-tools because it is being terminated';
  let refusals = 1;
  api.disturb = ({ method }, response) => {
    if (method !== 'POST' || refusals-- <= 0) return false;
    send(response, 403, statusOf(403, 'Forbidden', gone).answer);
    return true;
  };
  const three = failingPods(3, said('Access is denied.'));
  await podEvents.emit(three);
  expect(events().map(({ involvedObject }) => Object(involvedObject).name)).toEqual(['pod-1', 'pod-2']);
  expect(podEvents.refused()).toContain('being terminated');
  const asked = api.requests.length;
  await minutesLater(29, three);
  expect(api.requests).toHaveLength(asked);
  await minutesLater(1, three);
  expect(events()).toHaveLength(3);
  expect(podEvents.refused()).toBeNull();
});

test.each([
  [404, 'pods "pod-0" not found'],
  [422, 'Event "x" is invalid: involvedObject.name: Invalid value'],
])('a pod whose event the API server refuses with %i does not keep others from theirs', async (code, message) => {
  const { api, podEvents, events } = await emitting();
  let refusals = 1;
  api.disturb = ({ method }, response) => {
    if (method !== 'POST' || refusals-- <= 0) return false;
    send(response, code, statusOf(code, 'Invalid', message).answer);
    return true;
  };
  await podEvents.emit(failingPods(3, said('Access is denied.')));
  expect(events()).toHaveLength(2);
});

test.each(
  signatures
    .filter(({ component, causes: own }) => component === 'kubelet' && own?.length === 1)
    .map(({ id, samples }) => [id, samples[0] ?? ''] as const),
)('%s: the event of the kubelet says all, and is not repeated', (_id, text) => {
  expect(podEventsOf(failingPods(1, text), '')).toEqual([]);
});

test('a pod of the same name that came after the first one gets events of its own', () => {
  for (const snapshot of failing) {
    const later = structuredClone(snapshot);
    const pods = later.facts.cluster.ok ? later.facts.cluster.value.seen?.pods : undefined;
    if (pods?.ok) for (const pod of pods.value.hostProcess) pod.uid = `${pod.uid}-later`;
    const names = (of: Snapshot) => podEventsOf(of, '').map(({ name }) => name);
    expect(names(later)).toHaveLength(names(snapshot).length);
    expect(new Set([...names(later), ...names(snapshot)]).size).toBe(2 * new Set(names(snapshot)).size);
  }
});

test('where two causes are as likely, neither is told', () => {
  const text =
    'Error: failed to start containerd task "agent": failed to start host process: failed to create process: Access is denied.: unknown';
  const as = (runAsUserName: string) => {
    const says = failingPods(1, text);
    const { cluster } = says.facts;
    for (const pod of cluster.ok && cluster.value.seen?.pods.ok ? cluster.value.seen.pods.value.hostProcess : []) {
      pod.containers = pod.containers.slice(0, 1).map((container) => ({ ...container, name: 'agent', runAsUserName }));
    }
    const snapshot = { ...says, facts: { ...snapshotOf('healthy-1.7').facts, cluster } };
    const [found] = diagnose(
      [{ source: 'events', text, count: 1, hostProcess: true, runAsUserName }],
      knownFacts(snapshot),
    );
    const likely = found?.causes.filter(({ weight }) => weight === 'likely') ?? [];
    return [likely.length, podEventsOf(snapshot, '').length];
  };
  expect(as('NT AUTHORITY\\SYSTEM')).toEqual([1, 1]);
  expect(as('NT AUTHORITY\\Local Service')).toEqual([2, 0]);
});

test('what hostprobe tells of a pod is no failure that it explains', () => {
  const told = signatures.flatMap(({ samples }) => podEventsOf(failingPods(1, samples[0] ?? ''), ''));
  expect(told.length).toBeGreaterThan(20);
  for (const { message } of told) expect(diagnose([{ source: 'events', text: message, count: 1 }])).toEqual([]);
});

test('the name of an event is one that Kubernetes takes, whatever the name of the pod', () => {
  for (const name of ['a', `${'a'.repeat(235)}-bcd`, `${'a'.repeat(235)}.bcd`, 'b'.repeat(253)]) {
    const snapshot = failingPods(1, said('Access is denied.'));
    const { cluster } = snapshot.facts;
    const pods = (cluster.ok && cluster.value.seen?.pods.ok && cluster.value.seen.pods.value.hostProcess) || [];
    for (const pod of pods) pod.name = name;
    const [event] = podEventsOf(snapshot, '');
    expect(event?.name).toMatch(/^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.[0-9a-f]{16}$/);
  }
});

test('nothing of the node gets into the text, whatever a pod says', () => {
  let told = 0;
  for (const text of signatures.flatMap(({ samples }) => samples)) {
    const { facts, ...rest } = failingPods(1, text);
    const { cluster, ...own } = facts;
    const strange = JSON.stringify(own)
      .replaceAll(/S-1-5-21(?:-\d+)+/g, 'S-1-5-21-7-7-7-777')
      .replaceAll(/k8s-admin|Program Files|WIN-NODE-1/g, 'canary');
    const snapshot = { ...rest, facts: { ...JSON.parse(strange), cluster } };
    for (const { message } of podEventsOf(snapshot, '')) {
      told += 1;
      expect(message).not.toMatch(/canary|S-1-5-21-7/);
      expect(message).not.toContain('\n');
    }
  }
  expect(told).toBeGreaterThan(20);
});

test.each([
  ['short', 'short'],
  ['a'.repeat(1024), 'a'.repeat(1024)],
  ['a'.repeat(1025), `${'a'.repeat(1021)}...`],
  ['\u{1F512}'.repeat(300), `${'\u{1F512}'.repeat(255)}...`],
])('a text is cut to 1024 bytes between two characters', (text, wanted) => {
  expect(cutToBytes(text, 1024)).toBe(wanted);
});

import { expect, test } from 'vitest';
import type { ClusterPod } from '../../agent/facts/cluster.ts';
import { isTroubled, networkAgents, reasonsOf, whyNotReady } from '../../agent/node/troubled-pod.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { podIn } from '../variations.ts';

const now = new Date('2026-11-01T12:00:00.000Z');
const ended = (at: string | null) => ({ kind: 'terminated', reason: 'Error', message: '', exitCode: 1, at });
/** The healthy pod with one container, changed. */
const podWith = (container: object = {}, more: Partial<ClusterPod> = {}): ClusterPod => {
  let pod: ClusterPod | undefined;
  snapshotWith((facts) => {
    pod = podIn(facts);
  });
  if (pod === undefined) throw new Error('the healthy node has a pod');
  const containers = pod.containers.slice(0, 1).map((one) => ({ ...one, ...container }));
  return { ...pod, phase: 'Running', reason: '', message: '', ...more, containers };
};

test.each<[what: string, isIll: boolean, pod: ClusterPod]>([
  ['that runs', false, podWith()],
  ['that is not ready', true, podWith({ ready: false })],
  ['that did its work', false, podWith({ ready: false }, { phase: 'Succeeded' })],
  ['that has not started', true, podWith({}, { phase: 'Pending' })],
  [
    'whose init container is done',
    false,
    podWith({ kind: 'init', ready: false, state: { ...ended(null), exitCode: 0 } }),
  ],
  ['whose init container failed', true, podWith({ kind: 'init', ready: false, state: ended(null) })],
  [
    'whose container is done, which should run',
    true,
    podWith({ ready: false, state: { ...ended(null), exitCode: 0 } }),
  ],
  ['with a container that debugs it', false, podWith({ kind: 'ephemeral', ready: false })],
  // The longest back-off of the kubelet is five minutes.
  ['that was restarted ten minutes ago', false, podWith({ last: ended('2026-11-01T11:50:00.000Z') })],
  ['that was restarted just after that', true, podWith({ last: ended('2026-11-01T11:50:00.001Z') })],
  ['that was restarted, who knows when', false, podWith({ last: ended(null) })],
])('a pod %s is in trouble: %s', (_, isIll, pod) => {
  expect(isTroubled(pod, now)).toBe(isIll);
});

test('what Kubernetes says of a pod leaves out that a start is put off', () => {
  const state = { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' };
  const last = { ...ended(null), message: 'Access is denied.' };
  expect(reasonsOf(podWith({ state, last }, { message: 'no' }))).toEqual(['no', 'Access is denied.']);
  expect(whyNotReady(podWith({ ready: false, state }, { reason: 'Evicted' }))).toBe('CrashLoopBackOff');
  expect(whyNotReady(podWith({ ready: true, state }, { reason: 'Evicted' }))).toBe('Evicted');
  expect(whyNotReady(podWith({ ready: false, state: { ...state, kind: 'running' } }, { phase: 'Pending' }))).toBe(
    'Pending',
  );
});

test('the pods of the network are those of its plugins, then kube-proxy, and those in trouble come first', () => {
  const names = ['kube-proxy-windows-1', 'web-1', 'calico-node-windows-1', 'kube-flannel-ds-windows-1', 'hostprobe-1'];
  const snapshot = snapshotWith((facts) => {
    const pods = facts.cluster.seen?.pods;
    const [own] = pods?.ok ? pods.value.hostProcess : [];
    if (pods?.ok && own)
      pods.value.hostProcess = names.map((name) => ({ ...own, name, troubled: /flannel/.test(name) }));
  });
  expect(networkAgents(knownFacts(snapshot))?.map(({ name }) => name)).toEqual([
    'kube-flannel-ds-windows-1',
    'calico-node-windows-1',
    'kube-proxy-windows-1',
  ]);
  expect(networkAgents({})).toBeNull();
});

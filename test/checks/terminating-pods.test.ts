import { expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { terminatingPods } from '../../agent/checks/terminating-pods.ts';
import { distributions } from '../distributions.ts';
import { factsWith, snapshotWith, withoutAgent } from '../snapshot.ts';
import { type Edit, fromOutside, podIn, withoutApi } from '../variations.ts';

const judge = (edit: Edit) =>
  terminatingPods.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });
const deleted =
  (deletedAt: string | null, subPaths = 0): Edit =>
  (facts) =>
    Object.assign(podIn(facts), { deletedAt, subPaths });

test('a pod that nobody deleted, one that is ending, and one of an older agent accuse nobody', () => {
  expect(judge(() => undefined)).toMatchObject({ status: 'pass' });
  expect(judge(deleted(null))).toMatchObject({ status: 'pass' });
  expect(judge(deleted('2026-11-01T11:55:00.000Z'))).toMatchObject({ status: 'pass' });
  // Its grace period is not over.
  expect(judge(deleted('2026-11-01T12:05:00.000Z'))).toMatchObject({ status: 'pass' });
});

// kubernetes/kubernetes#112630, #138367: the pod of two subPaths.
test('one that should have ended long ago is named, with the subPaths whose handles the kubelet keeps', () => {
  expect(judge(deleted('2026-11-01T09:00:00.000Z', 2))).toMatchObject({
    status: 'warn',
    summary: expect.stringMatching(
      /^hostprobe\/hostprobe-x7k2p should have ended at 2026-11-01T09.*mounts 2 subPaths: kubelets before 1\.37/,
    ),
    fix: { steps: [{ run: 'Restart-Service kubelet -Force' }, {}, {}] },
  });
  // One handle is closed; something else holds the pod.
  const one = judge(deleted('2026-11-01T09:00:00.000Z', 1));
  expect(one).toMatchObject({ status: 'warn', summary: expect.not.stringContaining('subPath') });
});

test('where rke2 starts the kubelet, rke2 is what is restarted', () => {
  const verdict = judge((facts) => {
    distributions.RKE2?.(facts);
    deleted('2026-11-01T09:00:00.000Z')(facts);
  });
  expect(verdict).toMatchObject({ fix: { steps: [{ run: 'Restart-Service rke2 -Force' }, {}] } });
});

test('the cluster alone tells of it too', () => {
  const alone = withoutAgent((facts) => {
    fromOutside(facts);
    deleted('2026-11-01T09:00:00.000Z')(facts);
  });
  expect(runCheck(terminatingPods, alone)).toMatchObject({
    status: 'warn',
    evidence: [{ label: 'hostprobe/hostprobe-x7k2p' }, { label: 'kubelet', value: 'v1.33.4' }],
  });
});

test('without the cluster nothing is judged, and what else hostprobe may ask says the fix', () => {
  expect(runCheck(terminatingPods, snapshotWith(withoutApi))).toMatchObject({ status: 'hidden' });
  const refused = (code: string) =>
    runCheck(
      terminatingPods,
      snapshotWith((facts) => {
        const error = { kind: 'denied', message: 'list pods', code } as const;
        if (facts.cluster.seen !== null) facts.cluster.seen.pods = { ok: false, error };
      }),
    );
  expect(refused('403')).toMatchObject({
    status: 'unknown',
    fix: { steps: [{ run: 'kubectl apply -k manifests/base' }] },
  });
  expect(refused('401')).toMatchObject({
    status: 'unknown',
    fix: { steps: [{ say: expect.stringContaining('sign in anew') }] },
  });
});

test('of several pods the first is named, each with its containers, and the release of the kubelet if it is known', () => {
  const several: Edit = (facts) => {
    deleted('2026-11-01T09:00:00.000Z')(facts);
    const { seen } = facts.cluster;
    if (!seen?.pods.ok) return;
    const [container] = podIn(facts).containers;
    if (container === undefined) return;
    seen.pods.value.hostProcess.push({ ...podIn(facts), name: 'other', containers: [{ ...container, state: null }] });
    seen.node = { ok: false, error: { kind: 'denied', message: 'get node' } };
    delete facts['runtime-binaries'].kubelet;
  };
  expect(judge(several)).toMatchObject({
    summary: expect.stringMatching(/^hostprobe\/hostprobe-x7k2p and 1 more should have ended/),
    evidence: [
      { value: expect.stringMatching(/; hostprobe running$/) },
      { label: 'hostprobe/other', value: expect.stringMatching(/; hostprobe unknown$/) },
      { label: 'kubelet', value: 'not known' },
      {},
    ],
  });
});

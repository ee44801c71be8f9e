import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { predict } from '../../agent/predict.ts';
import { inheritUser } from '../../agent/shim/annotation.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { annotated, podWith } from '../pod.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { handing } from '../stages/nodes.ts';
import { snapshotOf, storyNames } from '../stories.ts';

const recorded = storyNames().map((name): [string, Snapshot] => [name, snapshotOf(name)]);
const stoppers = new Set(checks.flatMap(({ id, stopsNewPods }) => (stopsNewPods === undefined ? [] : [id])));

/** The ids of failed checks that stop every new pod, as the report has them. */
const stopping = (snapshot: Snapshot) =>
  assess(snapshot).findings.flatMap(({ check, status }) => (status === 'fail' && stoppers.has(check) ? [check] : []));

test.each(recorded)('report and predict agree on whether new pods start on %s', (_name, snapshot) => {
  const { verdict } = predict(podWith(), snapshot);
  expect(verdict === 'does-not-run').toBe(stopping(snapshot).length > 0);
});

test('some of these nodes start pods, and some do not', () => {
  const counts = recorded.map(([, snapshot]) => stopping(snapshot).length);
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(5);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(5);
});

describe('a check that stops every new pod', () => {
  const diskFull = snapshotWith((facts) => {
    facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 100 * 2 ** 30, freeBytes: 2 ** 30 }) }];
  });

  test('fails at its stage, with its evidence, and the prediction as the proof of its fix', () => {
    const { stopsAt, stages } = predict(podWith(), diskFull);
    const point = stages.find(({ id }) => id === 'node')?.points.find(({ verdict }) => verdict === 'fails');
    expect(stopsAt).toBe('node');
    expect(point).toMatchObject({
      summary: expect.stringContaining('C:\\ has 1.0 GiB of 100.0 GiB free (1 %)'),
      evidence: [{ label: 'C:\\', value: '1.0 GiB of 100.0 GiB free (1 %)' }],
      cause: 'container-storage',
      fix: { verify: { run: expect.stringMatching(/^hostprobe predict /) } },
    });
  });

  test('is not told again where the stage says the same, but its fix knows more', () => {
    const stopped = snapshotWith((facts) => {
      facts.runtime.connection = 'absent';
      facts['runtime-process'].containerd = [];
      facts['runtime-process'].counts.containerd = 0;
      if (facts.services.containerd.ok && facts.services.containerd.value !== null) {
        Object.assign(facts.services.containerd.value, { state: 'stopped', pid: 0 });
      }
    });
    expect(stopping(stopped)).toEqual(['containerd-service', 'cri-endpoint']);
    const points = predict(podWith(), stopped).stages.find(({ id }) => id === 'sandbox')?.points ?? [];
    const failing = points.filter(({ verdict }) => verdict === 'fails');
    expect(failing.map(({ cause }) => cause)).toEqual(['containerd-stopped']);
    expect(failing[0]?.fix?.steps.map(({ run }) => run)).toContain('Start-Service containerd');
    expect(failing[0]?.fix?.steps.map(({ run }) => run)).not.toContain('Get-Service containerd');
  });

  test('does not stop a pod whose own user makes it no fault', () => {
    const asUser = snapshotWith((facts) => {
      handing(inheritUser)(facts);
      const user = { sid: 'S-1-5-21-1-2-3-1001', name: 'WIN\\svc' };
      for (const process of facts['runtime-process'].containerd) process.account = got(user);
      if (facts.services.containerd.ok && facts.services.containerd.value !== null) {
        Object.assign(facts.services.containerd.value, { account: '.\\svc' });
      }
    });
    expect(stopping(asUser)).toEqual(['containerd-account']);
    expect(predict(podWith(), asUser).stopsAt).toBe('user');
    const inheriting = podWith((object) => annotated({ [inheritUser]: 'true' })(object));
    expect(predict(inheriting, asUser).verdict).toBe('runs');
  });

  test('is not asked inside an ordinary container, whose services are not those of the node', () => {
    const inside = snapshotWith((facts) => {
      facts.identity.silo = got({ id: 1, server: true });
      facts.services.kubelet = got(null);
      facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 100 * 2 ** 30, freeBytes: 2 ** 30 }) }];
    });
    expect(
      predict(podWith(), inside).stages.flatMap(({ points }) => points.map(({ verdict }) => verdict)),
    ).not.toContain('fails');
  });
});

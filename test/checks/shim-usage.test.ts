import { expect, test } from 'vitest';
import { shimUsage } from '../../agent/checks/shim-usage.ts';
import { factsWith, got, programUsage } from '../snapshot.ts';
import type { Edit } from '../variations.ts';

const judge = (edit: Edit) => shimUsage.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });

test('a shim of some tens of MiB is what a shim takes', () => {
  expect(judge(() => undefined)).toMatchObject({ status: 'pass', summary: 'the largest shim commits 28 MiB' });
});

// containerd/containerd#7375 and #12781: the shim of calico-node-windows, whose probes are exec, at 3.7 GB.
test('one that grew is named by its pod', () => {
  const verdict = judge((facts) => {
    const [sandbox] = facts.runtime.sandboxes.ok ? facts.runtime.sandboxes.value : [];
    if (sandbox === undefined) return;
    Object.assign(sandbox, { namespace: 'calico-system', name: 'calico-node-windows-9h7lm' });
    facts.usage.programs = got([programUsage({ sandboxId: sandbox.id, memoryBytes: 3_700 * 2 ** 20, handles: 900 })]);
  });
  expect(verdict).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining('calico-system/calico-node-windows-9h7lm (pid 2000) commits 3700 MiB'),
    fix: { steps: [{}, { run: 'kubectl delete pod calico-node-windows-9h7lm -n calico-system' }] },
  });
});

// microsoft/hcsshim#2217: the handles of processes leaked before 0.11.7.
test('handles are counted too, also where the pod is not known', () => {
  const verdict = judge((facts) => {
    facts.usage.programs = got([programUsage({ handles: 48_000 })]);
  });
  expect(verdict).toMatchObject({ status: 'warn', summary: expect.stringContaining('48000 handles') });
});

test.each([
  ['512 MiB', { memoryBytes: 512 * 2 ** 20 }, 'warn'],
  ['a byte less', { memoryBytes: 512 * 2 ** 20 - 1 }, 'pass'],
  ['10,000 handles', { handles: 10_000 }, 'warn'],
  ['a handle less', { handles: 9_999 }, 'pass'],
])('%s are too much: %j: %s', (_, usage, status) => {
  const verdict = judge((facts) => {
    facts.usage.programs = got([programUsage(usage)]);
  });
  expect(verdict.status).toBe(status);
});

test('of many shims three are shown', () => {
  const verdict = judge((facts) => {
    facts.usage.programs = got([1, 2, 3, 4].map((pid) => programUsage({ pid })));
  });
  expect(verdict).toMatchObject({ evidence: [{}, {}, {}] });
});

test('containerd and the kubelet are no shims', () => {
  const verdict = judge((facts) => {
    facts.usage.programs = got([programUsage({ program: 'containerd', memoryBytes: 2 ** 30 })]);
  });
  expect(verdict).toMatchObject({ status: 'skip' });
});

test('of several large ones the largest is named, and each is evidence with the time since when it runs', () => {
  const verdict = judge((facts) => {
    const large = { memoryBytes: 2 ** 30, startedAt: '2026-10-01T08:00:00.000Z' };
    facts.usage.programs = got([programUsage(large), programUsage({ ...large, pid: 2001, startedAt: null })]);
  });
  expect(verdict).toMatchObject({
    summary: expect.stringContaining(' handles, and 1 more: '),
    evidence: [{ value: expect.stringMatching(/, since 2026-10-01T08/) }, { value: expect.stringMatching(/handles$/) }],
  });
});

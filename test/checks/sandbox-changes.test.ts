import { expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { sandboxChanges } from '../../agent/checks/sandbox-changes.ts';
import type { Setup } from '../../agent/facts/setup.ts';
import { faults } from '../faults.ts';
import { denied, factsWith, got, programUsage, snapshotWith } from '../snapshot.ts';
import { both, type Edit, podIn, withoutApi } from '../variations.ts';

const judge = (edit: Edit) =>
  sandboxChanges.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });
const changed = faults['sandbox-changes']?.warn ?? (() => undefined);
const found = (edit: Edit) => runCheck(sandboxChanges, snapshotWith(edit));
/** Another pod, whose events were refused. */
const refuseRest: Edit = (facts) => {
  const { seen } = facts.cluster;
  if (seen?.pods.ok) {
    seen.pods.value.hostProcess.push({ ...podIn(facts), name: 'other', events: denied('list events: 403 Forbidden') });
  }
};
const event =
  (more: object): Edit =>
  (facts) => {
    changed(facts);
    const { events } = podIn(facts);
    const [one] = events?.ok ? events.value.items : [];
    if (one !== undefined) Object.assign(one, more);
  };

test('a sandbox that is made again and again is named, with what can starve containerd', () => {
  const verdict = judge(changed);
  expect(verdict).toMatchObject({
    status: 'warn',
    summary: 'the sandbox of hostprobe/hostprobe-x7k2p was made anew 12 times',
    evidence: [{}, { label: 'base priority of containerd', value: '8' }, {}, { label: 'free memory' }],
  });
  const said = JSON.stringify(verdict);
  expect(said).toContain('AboveNormal');
  expect(said).not.toContain('PrivateMemorySize64');
});

test.each([
  ['a reboot', { count: 2 }],
  ['four within an hour', { count: 4 }],
  ['what is long over', { lastAt: '2026-11-01T10:30:00.000Z' }],
  ['another event', { reason: 'BackOff' }],
])('%s accuses nobody', (_, more) => {
  expect(judge(event(more))).toMatchObject({ status: 'pass' });
});

test('five within an hour are often', () => {
  expect(judge(event({ count: 5 }))).toMatchObject({ status: 'warn' });
});

// Azure/AgentBaker#9146: containerd has the priority of the kubelet now.
test('steps are those of this node: no priority where it has one, memory where there is none left', () => {
  const verdict = judge(
    both(changed, (facts) => {
      facts.usage.programs = got([programUsage({ program: 'containerd', priority: 10 })]);
      facts.os.memory = { totalBytes: 2 ** 34, freeBytes: 2 ** 28 };
    }),
  );
  const said = JSON.stringify(verdict);
  expect(said).not.toContain('AboveNormal');
  expect(said).toContain('PrivateMemorySize64');
});

test('what containerd takes is processor time by the time that it has run, and a twentieth of memory is enough', () => {
  const verdict = judge(
    both(changed, (facts) => {
      const ran = { startedAt: '2026-11-01T11:00:00.000Z', cpuSeconds: 5400 };
      facts.usage.programs = got([programUsage({ program: 'containerd', ...ran })]);
      facts.os.memory = { totalBytes: 20 * 2 ** 30, freeBytes: 2 ** 30 };
    }),
  );
  expect(verdict).toMatchObject({
    evidence: [{}, {}, { label: 'processors that containerd takes', value: '1.50' }, {}],
  });
  expect(JSON.stringify(verdict)).not.toContain('PrivateMemorySize64');
});

test('without the cluster, or its events, nothing is judged', () => {
  expect(found(withoutApi)).toMatchObject({
    status: 'hidden',
    summary: 'only the API server shows it: this process is in no pod',
  });
  const unanswered: Edit = (facts) => {
    if (facts.cluster.seen !== null) facts.cluster.seen.pods = denied('list pods: 403 Forbidden');
  };
  expect(found(unanswered)).toMatchObject({ status: 'unknown' });
  const refused: Edit = (facts) => {
    podIn(facts).events = denied('list events: 403 Forbidden');
  };
  expect(found(refused)).toMatchObject({ status: 'unknown', summary: expect.stringContaining('list events: 403') });
  // What could be read shows the fault all the same.
  expect(found(both(changed, refuseRest))).toMatchObject({ status: 'warn' });
});

// Azure/AgentBaker#8245: exclusions for the programs of the node. learn.microsoft.com: their names are the exclusions.
test('where the setup of the node was asked for, what Defender excludes and the pagefile are told', () => {
  const registry = (paths: Record<string, string> | null): Setup['registry'] =>
    got([
      { key: 'SOFTWARE\\Microsoft\\Windows Defender\\Exclusions', values: denied() },
      { key: 'SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Exclusions', values: got(paths) },
      {
        key: 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management',
        values: got({ PagingFiles: '' }),
      },
    ]);
  const told = (paths: Record<string, string> | null) => {
    // Of the rest the check reads nothing.
    const setup = { registry: registry(paths) } as Setup;
    return JSON.stringify(
      sandboxChanges.run(factsWith(changed), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1', setup }),
    );
  };
  const excluded = told({ 'Paths\\C:\\ProgramData\\containerd': '0', 'Processes\\kubelet.exe': '0' });
  expect(excluded).toContain('C:\\\\ProgramData\\\\containerd, kubelet.exe');
  expect(excluded).toContain('(none: what is committed must fit in memory)');
  expect(excluded).not.toContain('Get-MpPreference');
  expect(told({ 'Paths\\C:\\k': '0' })).toContain('Get-MpPreference');
  // Another folder whose name begins alike.
  expect(told({ 'Paths\\C:\\ProgramData\\containerd\\roo': '0' })).toContain('Get-MpPreference');
  expect(told(null)).toContain('Get-MpPreference');
});

test('of several pods the one that was changed most is named first', () => {
  const twice: Edit = (facts) => {
    changed(facts);
    const { seen } = facts.cluster;
    if (!seen?.pods.ok) return;
    const { events } = podIn(facts);
    const more = events?.ok
      ? got({ ...events.value, items: events.value.items.map((one) => ({ ...one, count: 40 })) })
      : null;
    seen.pods.value.hostProcess.push({ ...podIn(facts), name: 'other', events: more });
  };
  expect(judge(twice)).toMatchObject({
    summary: 'the sandbox of hostprobe/other was made anew 40 times, and 1 more',
    evidence: [{ label: 'hostprobe/other' }, { label: 'hostprobe/hostprobe-x7k2p' }, {}, {}, {}],
  });
});

test('where nothing tells what containerd uses, the memory of the node is told alone', () => {
  const blind: Edit = (facts) => {
    changed(facts);
    facts.usage.programs = denied();
  };
  expect(judge(blind)).toMatchObject({ evidence: [{}, { label: 'free memory' }] });
});

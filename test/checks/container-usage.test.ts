import { expect, test } from 'vitest';
import { containerUsage } from '../../agent/checks/container-usage.ts';
import type { ContainerUsage } from '../../agent/facts/usage.ts';
import { factsWith, got } from '../snapshot.ts';
import { both, type Edit } from '../variations.ts';

const judge = (edit: Edit) =>
  containerUsage.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });
const mebibyte = 2 ** 20;

/** Another container beside hostprobe's own. */
const withContainer =
  (job: Partial<NonNullable<Extract<ContainerUsage['job'], { ok: true }>['value']>> | null, createdAt?: string): Edit =>
  (facts) => {
    const id = 'f'.repeat(64);
    const { containers } = facts.usage;
    if (!containers.ok || !facts.runtime.containers.ok) throw new Error('the healthy node has containers');
    const usual = { processes: 3, cpuSeconds: 90, memoryBytes: 40 * mebibyte, peakMemoryBytes: 60 * mebibyte };
    const rest = { memoryLimitBytes: null, handles: 300 };
    const names = { namespace: 'monitoring', pod: 'windows-exporter-x2k9q', name: 'windows-exporter' };
    containers.value.push({ id, ...names, job: got(job && { ...usual, ...rest, ...job }) });
    const [own] = facts.runtime.containers.value;
    if (own === undefined || createdAt === undefined) return;
    facts.runtime.containers.value.push({ ...own, id, name: names.name, podName: names.pod, createdAt });
  };

test('containers far from their limits are evidence', () => {
  expect(judge(withContainer({}))).toMatchObject({
    status: 'pass',
    evidence: [
      { label: 'hostprobe/hostprobe-x7k2p, container hostprobe' },
      { value: '40 MiB committed (at most 60 MiB, no limit), 3 processes, 300 handles, 90 s of processor time' },
    ],
  });
});

// prometheus-community/windows_exporter#2128: the exporter leaks as HostProcess pod.
test('one that commits nine tenths of its limit is named', () => {
  const leak = { memoryBytes: 181 * mebibyte, peakMemoryBytes: 181 * mebibyte, memoryLimitBytes: 200 * mebibyte };
  expect(judge(withContainer(leak))).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining(
      'monitoring/windows-exporter-x2k9q, container windows-exporter commits 181 MiB of its limit of 200 MiB',
    ),
    causes: ['resource-limit'],
  });
  expect(judge(withContainer({ ...leak, memoryBytes: 179 * mebibyte }))).toMatchObject({ status: 'pass' });
});

// microsoft/Windows-Containers#482.
test('a limit below 8 MiB is less than Windows needs', () => {
  const tiny = { memoryBytes: 2 * mebibyte, memoryLimitBytes: 6 * mebibyte };
  expect(judge(withContainer(tiny))).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining('a memory limit of 6 MiB, less than Windows needs'),
  });
  expect(judge(withContainer({ ...tiny, memoryLimitBytes: 8 * mebibyte }))).toMatchObject({ status: 'pass' });
});

test('one without a limit is named when it takes a fifth of the memory of the node', () => {
  // The healthy node has 16 GiB.
  const summary = expect.stringMatching(/commits 4096 MiB of the 16384 MiB of the node, and no limit bounds it/);
  expect(judge(withContainer({ memoryBytes: 4096 * mebibyte }))).toMatchObject({ status: 'warn', summary });
  expect(judge(withContainer({ memoryBytes: 3000 * mebibyte }))).toMatchObject({ status: 'pass' });
  const small: Edit = (facts) => {
    facts.os.memory.totalBytes = 2 ** 31;
  };
  expect(judge(both(small, withContainer({ memoryBytes: 900 * mebibyte })))).toMatchObject({ status: 'pass' });
  expect(judge(both(small, withContainer({ memoryBytes: 1100 * mebibyte })))).toMatchObject({ status: 'warn' });
});

test('hostprobe does not judge its own container twice', () => {
  const verdict = judge((facts) => {
    const [own] = facts.usage.containers.ok ? facts.usage.containers.value : [];
    if (own?.job.ok && own.job.value) own.job.value.memoryBytes = 255 * mebibyte;
  });
  expect(verdict).toMatchObject({ status: 'pass' });
});

test('one of the same name in another namespace is not its own, and its peak says what it needs', () => {
  const leak = { memoryBytes: 190 * mebibyte, peakMemoryBytes: 300 * mebibyte, memoryLimitBytes: 200 * mebibyte };
  const verdict = judge(
    both(withContainer(leak), (facts) => {
      const other = facts.usage.containers.ok ? facts.usage.containers.value.at(-1) : undefined;
      if (other !== undefined && facts.token.pod.name !== null) other.pod = facts.token.pod.name;
    }),
  );
  expect(verdict).toMatchObject({ status: 'warn', fix: { steps: [{ run: expect.stringContaining('450Mi') }] } });
});

test('of many containers ten are shown', () => {
  expect(judge(both(...Array.from({ length: 10 }, () => withContainer({}))))).toMatchObject({
    evidence: expect.objectContaining({ length: 10 }),
  });
});

test.each([
  [null, 'has no job object'],
  [{ processes: 0 }, 'its job object has no process'],
])('a container that runs for containerd alone is named once it is two minutes old: %j', (job, says) => {
  expect(judge(withContainer(job, '2026-11-01T11:00:00.000Z'))).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining(says),
  });
  expect(judge(withContainer(job, '2026-11-01T11:59:00.000Z'))).toMatchObject({ status: 'pass' });
  // It has ended, and containerd has not removed it yet.
  expect(judge(withContainer(job))).toMatchObject({ status: 'pass' });
});

test('a node without HostProcess containers has none to judge', () => {
  const verdict = judge((facts) => {
    facts.usage.containers = got([]);
  });
  expect(verdict).toMatchObject({ status: 'skip' });
});

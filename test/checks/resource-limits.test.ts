import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { resourceLimits } from '../../agent/checks/resource-limits.ts';
import type { Limits } from '../../agent/facts/limits.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (change: Partial<Limits> = {}) =>
  runCheck(
    resourceLimits,
    snapshotWith((facts) => Object.assign(facts.limits, change)),
  );
const mib = 2 ** 20;

describe('resource-limits', () => {
  test('passes below the limits and shows them', () => {
    const finding = judge();
    expect(finding).toMatchObject({ status: 'pass', summary: '256 MiB allowed, 90 MiB used at most' });
    expect(finding.evidence).toContainEqual({ label: 'processor', value: '5 % of the machine' });
  });

  test('passes in a job that limits nothing', () => {
    const free = {
      memoryLimitBytes: null,
      cpuRate: got<number | null>(null),
      peakMemoryBytes: null,
      activeProcesses: null,
    };
    const finding = judge(free);
    expect(finding).toMatchObject({ status: 'pass', summary: 'no memory limit' });
    expect(finding.evidence.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'memory limit: none',
      'memory limit of each process: none',
      'highest memory use: not known',
      'processes: not known (limit none)',
      'processor: no limit',
    ]);
  });

  test('says why the limit of the processor is not known, which is not the same as none', () => {
    expect(judge({ cpuRate: denied('QueryInformationJobObject: ERROR_ACCESS_DENIED (5)') })).toMatchObject({
      status: 'pass',
      evidence: expect.arrayContaining([
        { label: 'processor', value: 'not known: QueryInformationJobObject: ERROR_ACCESS_DENIED (5)' },
      ]),
    });
  });

  test('warns from nine tenths of the memory on, with a larger limit to set', () => {
    const finding = judge({ memoryLimitBytes: 100 * mib, peakMemoryBytes: 90 * mib });
    expect(finding).toMatchObject({ status: 'warn', causes: ['resource-limit'] });
    expect(finding.summary).toContain('used 90 MiB of its 100 MiB');
    expect(textOf(finding.fix)).toContain('resources:\n      limits:\n        memory:');
    expect(textOf(finding.fix)).toContain('135Mi');
    expect(judge({ memoryLimitBytes: 100 * mib, peakMemoryBytes: 89 * mib }).status).toBe('pass');
  });

  test('warns when no further process may be started', () => {
    const finding = judge({ activeProcessLimit: 4, activeProcesses: 4 });
    expect(finding).toMatchObject({ status: 'warn', causes: ['resource-limit'] });
    expect(finding.summary).toContain('4 processes, the most that it may have (4)');
    // No field of a pod sets it.
    expect(textOf(finding.fix)).toContain('Kubernetes sets no such limit');
    expect(textOf(finding.fix)).not.toContain('limits:');
    expect(judge({ activeProcessLimit: 4, activeProcesses: 3 }).status).toBe('pass');
  });

  test('is skipped outside a job', () => {
    expect(judge({ inJob: false }).status).toBe('skip');
  });
});

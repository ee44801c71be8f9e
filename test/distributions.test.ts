import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { distributions } from './distributions.ts';
import { snapshotWith } from './snapshot.ts';
import { asLocalService, both, type Edit } from './variations.ts';

/** Findings of a healthy node of this kind. */
const expected: Readonly<Record<string, string[]>> = {
  // Their containerd service has no --log-file.
  EKS: ['containerd-log warn'],
  kubeadm: ['containerd-log warn'],
};

const told = (edit: Edit) =>
  assess(snapshotWith(edit))
    .findings.filter(({ status }) => status === 'warn' || status === 'fail')
    .map(({ check, status }) => `${check} ${status}`);

describe.each(Object.entries(distributions))('a healthy %s node', (name, edit) => {
  test('gets only true findings', () => {
    expect(told(edit)).toEqual(expected[name] ?? []);
  });

  test('is judged in full by a hostprobe that runs as SYSTEM', () => {
    const { findings } = assess(snapshotWith(edit));
    expect(findings.filter(({ status }) => status === 'unknown')).toEqual([]);
  });

  test('is not accused by a hostprobe that runs as LocalService', () => {
    expect(told(both(edit, asLocalService))).toEqual(expected[name] ?? []);
  });
});

import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('dns-policy', () => {
  const judge = lintWith('dns-policy');

  test('warns of ClusterFirstWithHostNet', () => {
    expect(judge(hostProcessPod('  dnsPolicy: ClusterFirstWithHostNet\n  containers: [{name: a}]'))).toEqual([
      '11:3 warn ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve',
    ]);
  });

  test('accepts others', () => {
    expect(judge(hostProcessPod('  dnsPolicy: Default\n  containers: [{name: a}]'))).toEqual([]);
  });
});

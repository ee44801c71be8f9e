import { describe, expect, test } from 'vitest';
import { bindNode, lintWith, podRunningAs, volumeNode } from './lint.ts';

describe('local-group', () => {
  const judge = lintWith('local-group');

  test('is an error on containerd 1.6, and a warning when only some nodes have it', () => {
    const message = 'the shim treats the local group hpc-localgroup as a user';
    expect(judge(podRunningAs('hpc-localgroup'), volumeNode)).toEqual([`9:7 error ${message}`]);
    expect(judge(podRunningAs('hpc-localgroup'))).toEqual([`9:7 warn ${message}`]);
  });

  test('works on 1.7 and up', () => {
    expect(judge(podRunningAs('hpc-localgroup'), bindNode)).toEqual([]);
  });

  test('does not apply to a system account', () => {
    expect(judge(podRunningAs('NT AUTHORITY\\SYSTEM'), volumeNode)).toEqual([]);
  });
});

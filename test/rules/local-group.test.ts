import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { bindNode, lintWith, podRunningAs, volumeNode } from './lint.ts';

describe('local-group', () => {
  const judge = lintWith('local-group');

  test('is an error on containerd 1.6, and a warning when only some nodes have it', () => {
    const message = 'the shim treats the local group hpc-localgroup as a user';
    expect(judge(podRunningAs('hpc-localgroup'), volumeNode)).toEqual([`9:7 error ${message}`]);
    expect(judge(podRunningAs('hpc-localgroup'))).toEqual([`9:7 warn ${message}`]);
  });

  test('has a fix whose ways are each proved: a system account by lint itself, an upgrade by the nodes', () => {
    const { problems } = lint([{ file: 'a.yaml', text: podRunningAs('hpc-localgroup') }], {
      nodes: volumeNode,
      all: false,
    });
    const fix = problems.find(({ rule }) => rule === 'local-group')?.fix;
    expect(fix?.verify).toBeUndefined();
    expect(fix?.steps.at(-1)?.run).toBe('kubectl get nodes -l kubernetes.io/os=windows -o wide');
  });

  test('leaves the name of a user to account-kind', () => {
    expect(judge(podRunningAs('Administrator'), volumeNode)).toEqual([]);
  });

  test('works on 1.7 and up', () => {
    expect(judge(podRunningAs('hpc-localgroup'), bindNode)).toEqual([]);
  });

  test('does not apply to a system account', () => {
    expect(judge(podRunningAs('NT AUTHORITY\\SYSTEM'), volumeNode)).toEqual([]);
  });
});

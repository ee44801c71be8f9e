import { describe, expect, test } from 'vitest';
import { bindNode, lintWith, podOf, volumeNode } from './lint.ts';

describe('local-group', () => {
  const judge = lintWith('local-group');
  const named = (name: string) =>
    podOf(`
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: ${JSON.stringify(name)}
  containers: [{name: a}]
`);

  test('is an error on containerd 1.6, and a warning where that is one of the nodes', () => {
    const message = 'the local group hpc-localgroup cannot be a runAsUserName there';
    expect(judge(named('hpc-localgroup'), volumeNode)).toEqual([`9:7 error ${message}`]);
    expect(judge(named('hpc-localgroup'))).toEqual([`9:7 warn ${message}`]);
  });

  test('works on 1.7 and up', () => {
    expect(judge(named('hpc-localgroup'), bindNode)).toEqual([]);
  });

  test('is not what a system account is', () => {
    expect(judge(named('NT AUTHORITY\\SYSTEM'), volumeNode)).toEqual([]);
  });
});

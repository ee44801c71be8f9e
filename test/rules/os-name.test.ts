import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('os-name', () => {
  const judge = lintWith('os-name');

  test('notes a pod that does not say it', () => {
    const text = podOf('  hostNetwork: true\n  securityContext: {windowsOptions: {hostProcess: true}}');
    expect(judge(text)).toEqual(['4:1 info the pod does not say that it is for Windows']);
  });

  test('has nothing to say of one that does', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

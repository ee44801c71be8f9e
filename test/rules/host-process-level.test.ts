import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-level', () => {
  const judge = lintWith('host-process-level');

  test('warns of a pod that leaves it to its containers', () => {
    const text = podOf(`
  hostNetwork: true
  containers:
  - name: a
    securityContext:
      windowsOptions:
        hostProcess: true
`);
    expect(judge(text)).toEqual([
      '10:9 warn hostProcess is set only for containers: kubelets of Kubernetes 1.23 and 1.24 then start an ordinary container',
    ]);
  });

  test('has nothing to say of a pod that says it itself', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

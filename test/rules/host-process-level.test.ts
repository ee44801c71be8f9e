import { describe, expect, test } from 'vitest';
import { anyNode, hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-level', () => {
  const judge = lintWith('host-process-level');

  const text = podOf(`
  hostNetwork: true
  containers:
  - name: a
    securityContext:
      windowsOptions:
        hostProcess: true
`);
  const warning =
    '10:9 warn hostProcess is set only for containers: kubelets of Kubernetes 1.23 and 1.24 then start an ordinary container';

  test('warns of a pod that leaves it to its containers, where such an old kubelet may run', () => {
    expect(judge(text, anyNode, null)).toEqual([warning]);
    expect(judge(text, anyNode, '1.26')).toEqual([warning]);
  });

  test('has nothing to say where every kubelet is newer', () => {
    for (const version of ['1.27', '1.28', 'v1.34.2']) expect(judge(text, anyNode, version)).toEqual([]);
  });

  test('has nothing to say of a pod that says it itself', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

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

  test('warns when only the containers set hostProcess and an old kubelet may run', () => {
    expect(judge(text, anyNode, null)).toEqual([warning]);
    expect(judge(text, anyNode, '1.26')).toEqual([warning]);
  });

  test('accepts it where every kubelet is newer', () => {
    for (const version of ['1.27', '1.28', 'v1.34.2']) expect(judge(text, anyNode, version)).toEqual([]);
  });

  test('accepts a pod that sets it itself', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

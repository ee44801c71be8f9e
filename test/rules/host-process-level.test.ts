import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
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

  test('asks the kubelets that are known, with any API server', () => {
    const said = (kubelets: string[], kubernetes: string | null = null) =>
      lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false, kubernetes, kubelets })
        .problems.filter(({ rule }) => rule === 'host-process-level')
        .map(({ severity, message }) => `10:9 ${severity} ${message}`);
    expect(said(['v1.24.17'], '1.30')).toEqual([warning]);
    expect(said(['v1.31.2', 'v1.23.9'])).toEqual([warning]);
    expect(said(['v1.25.0'], '1.26')).toEqual([]);
    expect(said(['v1.31.2-eks-1', 'v1.32.0+k3s1'])).toEqual([]);
    expect(said(['unknown'])).toEqual([warning]);
  });

  test('accepts a pod that sets it itself', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

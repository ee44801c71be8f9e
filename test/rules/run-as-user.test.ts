import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('run-as-user', () => {
  const judge = lintWith('run-as-user');

  test('reports it once for a pod without any', () => {
    const text = podOf(`
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
  containers: [{name: a}, {name: b}]
`);
    expect(judge(text)).toEqual(['7:5 error runAsUserName is not set: the USER of the image decides']);
  });

  test('reports it for the only container without one', () => {
    const text = podOf(`
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true}}
  initContainers:
  - name: i
  containers:
  - {name: a, securityContext: {windowsOptions: {runAsUserName: 'NT AUTHORITY\\SYSTEM'}}}
`);
    expect(judge(text)).toEqual([
      '8:5 error runAsUserName is set neither for the container i nor for the pod: the USER of its image decides',
    ]);
  });

  test('accepts it where the pod has it', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('windows-fields', () => {
  const judge = lintWith('windows-fields');

  test('has the message of the API server about each Linux field, with any value', () => {
    const text = podOf(`
  os: {name: windows}
  hostPID: true
  hostIPC: false
  shareProcessNamespace: false
  securityContext:
    runAsUser: 0
    windowsOptions: {hostProcess: true}
  containers:
  - name: a
    securityContext:
      privileged: false
      capabilities: {}
`);
    expect(judge(text)).toEqual([
      '6:3 error spec.hostPID: Forbidden: cannot be set for a windows pod',
      '8:3 error spec.shareProcessNamespace: Forbidden: cannot be set for a windows pod',
      '10:5 error spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
      '15:7 error spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
      '16:7 error spec.containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
    ]);
  });

  test('accepts a pod without them', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

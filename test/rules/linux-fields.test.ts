import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('linux-fields', () => {
  const judge = lintWith('linux-fields');

  test('warns of Linux fields in a pod without os.name', () => {
    const text = podOf(`
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
      '5:3 warn Windows nodes ignore spec.hostPID',
      '7:3 warn Windows nodes ignore spec.shareProcessNamespace',
      '9:5 warn Windows nodes ignore spec.securityContext.runAsUser, and it can keep a pod with projected volumes from starting',
      '14:7 warn Windows nodes ignore spec.containers[0].securityContext.privileged',
      '15:7 warn Windows nodes ignore spec.containers[0].securityContext.capabilities',
    ]);
  });

  test('leaves them to windows-fields in a pod with os.name windows', () => {
    expect(judge(hostProcessPod('  hostPID: true\n  containers: [{name: a}]'))).toEqual([]);
  });
});

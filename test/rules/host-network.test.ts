import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-network', () => {
  const judge = lintWith('host-network');

  test('has the message of the API server about a pod without it', () => {
    const text = podOf(`
  securityContext: {windowsOptions: {hostProcess: true}}
  containers: [{name: a}]`);
    expect(judge(text)).toEqual([
      '4:1 error spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ]);
  });

  test('points at the field where it is false, by its path in the object', () => {
    const text = `apiVersion: apps/v1
kind: DaemonSet
spec:
  template:
    spec:
      hostNetwork: false
      containers:
      - {name: a, securityContext: {windowsOptions: {hostProcess: true}}}
`;
    expect(judge(text)).toEqual([
      '6:7 error spec.template.spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ]);
  });

  test('accepts a pod that has it', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

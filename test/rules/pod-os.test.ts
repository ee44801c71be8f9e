import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('pod-os', () => {
  const judge = lintWith('pod-os');

  test('has the message of the API server about windowsOptions in a pod for Linux', () => {
    const text = podOf(`
  os: {name: linux}
  hostNetwork: true
  securityContext:
    windowsOptions: {hostProcess: true}
  containers:
  - {name: a, securityContext: {windowsOptions: {}}}
`);
    expect(judge(text)).toEqual([
      '8:5 error spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      '10:33 error spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    ]);
  });

  test('has the message of the API server about an unknown operating system', () => {
    const text = podOf('  os: {name: Windows}\n  securityContext: {windowsOptions: {hostProcess: true}}');
    expect(judge(text)).toEqual([
      '5:3 error spec.os: Unsupported value: "Windows": supported values: "linux", "windows"',
    ]);
  });

  test('accepts a pod for Windows', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

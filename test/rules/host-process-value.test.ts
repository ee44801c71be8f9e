import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-value', () => {
  const judge = lintWith('host-process-value');

  test('has the message of the API server about a container that contradicts the pod, init containers included', () => {
    const text = hostProcessPod(`
  initContainers:
  - {name: i, securityContext: {windowsOptions: {hostProcess: false}}}
  containers:
  - {name: a, securityContext: {windowsOptions: {hostProcess: true}}}
  - {name: b, securityContext: {windowsOptions: {hostProcess: false}}}
`);
    expect(judge(text)).toEqual([
      '12:50 error spec.initContainers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
      '15:50 error spec.containers[1].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
    ]);
  });

  test('also applies when the pod sets false', () => {
    const text = podOf(`
  securityContext: {windowsOptions: {hostProcess: false}}
  containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]
`);
    expect(judge(text)).toEqual([
      '6:61 error spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: true: pod hostProcess value must be identical if both are specified, was false',
    ]);
  });

  test('accepts containers that agree, or say nothing', () => {
    expect(
      judge(
        hostProcessPod('  containers: [{name: a}, {name: b, securityContext: {windowsOptions: {hostProcess: true}}}]'),
      ),
    ).toEqual([]);
  });
});

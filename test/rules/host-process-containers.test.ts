import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-containers', () => {
  const judge = lintWith('host-process-containers');

  test('has the message of the API server about a pod of both kinds', () => {
    const text = podOf(`
  hostNetwork: true
  containers:
  - {name: a, securityContext: {windowsOptions: {hostProcess: true}}}
  - {name: b}
`);
    expect(judge(text)).toEqual([
      '4:1 error spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
    ]);
  });

  test('accepts a pod that is HostProcess as a whole', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}, {name: b}]'))).toEqual([]);
  });
});

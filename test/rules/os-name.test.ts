import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('os-name', () => {
  const judge = lintWith('os-name');

  test('adds a note for a pod without os.name', () => {
    const text = podOf('  hostNetwork: true\n  securityContext: {windowsOptions: {hostProcess: true}}');
    expect(judge(text)).toEqual(['4:1 info the pod does not say that it is for Windows']);
  });

  test('accepts a pod with os.name', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('env-empty', () => {
  const judge = lintWith('env-empty');

  test('notes variables without a value', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    env:
    - name: A
      value: ""
    - {name: B}
`);
    expect(judge(text)).toEqual([
      '14:7 info the variable A is empty, so the shim drops it',
      '16:7 info the variable B is empty, so the shim drops it',
    ]);
  });

  test('accepts others', () => {
    const env = '[{name: A, value: x}, {name: B, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]';
    expect(judge(hostProcessPod(`  containers: [{name: a, env: ${env}}]`))).toEqual([]);
  });
});

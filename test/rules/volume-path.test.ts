import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('volume-path', () => {
  const judge = lintWith('volume-path');

  test('finds C:\\C in commands, variables and working directories', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    args: ['--file=C:\\C\\0123\\a.yaml']
    workingDir: c:/c/x
`);
    expect(judge(text)).toEqual([
      '13:12 error a path below C:\\C works on no node: it contains the id of the container, or there is no C:\\C',
      '14:5 error a path below C:\\C works on no node: it contains the id of the container, or there is no C:\\C',
    ]);
  });

  test('accepts other directories', () => {
    expect(judge(hostProcessPod("  containers: [{name: a, args: ['C:\\CSI\\x', 'abC:\\C\\x']}]"))).toEqual([]);
  });
});

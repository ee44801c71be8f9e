import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('exec-probe', () => {
  const judge = lintWith('exec-probe');

  test('notes probes that start a program', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    readinessProbe:
      exec:
        command: [check.exe]
    lifecycle: {preStop: {exec: {command: [drain.exe]}}}
`);
    expect(judge(text)).toEqual(['15:9 info should check.exe not be found, the probe never fails']);
  });

  test('has nothing to say of others', () => {
    expect(judge(hostProcessPod('  containers: [{name: a, livenessProbe: {httpGet: {port: 80}}}]'))).toEqual([]);
  });
});

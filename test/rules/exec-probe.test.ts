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
    expect(judge(text)).toEqual(['15:9 info if check.exe cannot be started, the probe does not count as failed']);
  });

  test('accepts others', () => {
    expect(judge(hostProcessPod('  containers: [{name: a, livenessProbe: {httpGet: {port: 80}}}]'))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

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
    const said = '15:9 info if check.exe cannot be started, the probe does not count as failed';
    expect(judge(text)).toEqual([said]);
    expect(judge(text, volumeNode)).toEqual([said]);
    // hcsshim v0.12.9 internal/jobcontainers/jobcontainer.go: cmd /c starts it, and exits with 1.
    expect(judge(text, bindNode)).toEqual([]);
  });

  test('accepts others', () => {
    expect(judge(hostProcessPod('  containers: [{name: a, livenessProbe: {httpGet: {port: 80}}}]'))).toEqual([]);
  });
});

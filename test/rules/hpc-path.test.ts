import { describe, expect, test } from 'vitest';
import { bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('hpc-path', () => {
  const judge = lintWith('hpc-path');

  const text = hostProcessPod(`
  containers:
  - name: a
    command: ['C:\\hpc\\agent.exe']
    env: [{name: ROOT, value: 'c:/hpc'}]
`);
  const message = 'C:\\hpc does not hold the files of the container there';

  test('is an error when mounts are links, and a warning when some nodes use links', () => {
    for (const node of [volumeNode, fallbackNode]) {
      expect(judge(text, node)).toEqual([`13:15 error ${message}`, `14:24 error ${message}`]);
    }
    expect(judge(text)).toEqual([`13:15 warn ${message}`, `14:24 warn ${message}`]);
  });

  test('works in bind mode', () => {
    expect(judge(text, bindNode)).toEqual([]);
  });

  test('accepts directories with a longer name', () => {
    expect(judge(hostProcessPod("  containers: [{name: a, args: ['C:\\hpc-logs\\x']}]"))).toEqual([]);
  });
});

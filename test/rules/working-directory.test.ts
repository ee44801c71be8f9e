import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('working-directory', () => {
  const judge = lintWith('working-directory');

  test('says what a path without the mount point means', () => {
    expect(judge(hostProcessPod('  containers:\n  - name: a\n    workingDir: C:\\app\n'))).toEqual([
      '13:5 warn C:\\app is a directory of the host with the bind filter, and of the container without it',
    ]);
  });

  test.each(['C:\\hpc\\app', 'c:/hpc', '\\hpc\\app'])(
    'leaves %s, which is of the container in bind mode, to hpc-path',
    (directory) => {
      expect(judge(hostProcessPod(`  containers:\n  - name: a\n    workingDir: '${directory}'\n`))).toEqual([]);
    },
  );

  test('a directory that only begins with the same letters is one of the host', () => {
    expect(judge(hostProcessPod("  containers: [{name: a, workingDir: 'C:\\hpcs'}]"))).toHaveLength(1);
  });

  test('accepts a path with the mount point', () => {
    expect(
      judge(hostProcessPod("  containers: [{name: a, workingDir: '$env:CONTAINER_SANDBOX_MOUNT_POINT/app'}]")),
    ).toEqual([]);
  });
});

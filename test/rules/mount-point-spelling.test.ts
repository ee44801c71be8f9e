import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('mount-point-spelling', () => {
  const judge = lintWith('mount-point-spelling');

  test.each([
    ['$(CONTAINER_SANDBOX_MOUNT_POINT)', 'nothing expands $(CONTAINER_SANDBOX_MOUNT_POINT)'],
    ['$CONTAINER_SANDBOX_MOUNT_POINT', 'nothing expands $CONTAINER_SANDBOX_MOUNT_POINT'],
    [`\${CONTAINER_SANDBOX_MOUNT_POINT}`, `nothing expands \${CONTAINER_SANDBOX_MOUNT_POINT} in a command`],
    [
      '%container_sandbox_mount_point%',
      'the shim does not expand %container_sandbox_mount_point%: upper and lower case count',
    ],
    [
      '$Env:CONTAINER_SANDBOX_MOUNT_POINT',
      'the shim does not expand $Env:CONTAINER_SANDBOX_MOUNT_POINT: upper and lower case count',
    ],
  ])('finds %s in args', (spelling, message) => {
    const text = hostProcessPod(`
  containers:
  - name: a
    args: [run, '${spelling}\\x']
`);
    expect(judge(text, volumeNode)).toEqual([`13:17 error ${message}`]);
  });

  test('finds PowerShell syntax without PowerShell, and any spelling where nothing is expanded', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    workingDir: \${env:CONTAINER_SANDBOX_MOUNT_POINT}
    env:
    - {name: A, value: $CONTAINER_SANDBOX_MOUNT_POINT}
    volumeMounts:
    - {name: v, mountPath: '%CONTAINER_SANDBOX_MOUNT_POINT%/x'}
    livenessProbe: {exec: {command: [$(CONTAINER_SANDBOX_MOUNT_POINT)]}}
`);
    expect(judge(text)).toEqual([
      `13:5 error nothing expands \${env:CONTAINER_SANDBOX_MOUNT_POINT} in workingDir`,
      '15:17 error nothing expands $CONTAINER_SANDBOX_MOUNT_POINT',
      '17:17 error nothing expands CONTAINER_SANDBOX_MOUNT_POINT in mountPath',
      '18:38 error nothing expands $(CONTAINER_SANDBOX_MOUNT_POINT)',
    ]);
  });

  test('accepts the spellings that are expanded, and a variable that a script sets', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\a.exe', '$env:CONTAINER_SANDBOX_MOUNT_POINT/b', '\${env:CONTAINER_SANDBOX_MOUNT_POINT}']
    args: ['$CONTAINER_SANDBOX_MOUNT_POINT = "x"; echo $CONTAINER_SANDBOX_MOUNT_POINT']
    workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%\\'
`);
    expect(judge(text)).toEqual([]);
  });
});

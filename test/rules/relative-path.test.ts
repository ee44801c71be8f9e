import { describe, expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('relative-path', () => {
  const judge = lintWith('relative-path');

  const text = hostProcessPod(`
  containers:
  - name: a
    command: [bin/agent.exe]
    args: [--config=.\\a.yaml, scripts/start.ps1, ../b]
`);

  test('finds programs, scripts and files that are relative, and names them', () => {
    const said = (word: string) =>
      `${word} is relative, and the working directory depends on the release of containerd`;
    expect(judge(text, ['1.7 with bind filter'])).toEqual([
      `13:15 warn ${said('bin/agent.exe')}`,
      `14:12 warn ${said('--config=.\\a.yaml')}`,
      `14:31 warn ${said('scripts/start.ps1')}`,
      `14:50 warn ${said('../b')}`,
    ]);
  });

  test('accepts it where the working directory is the root of the container', () => {
    expect(judge(text, volumeNode)).toEqual([]);
    expect(judge(text, bindNode)).toEqual([]);
    expect(judge(`${text}    workingDir: C:\\x\n`)).toEqual([]);
  });

  // A script of PowerShell or cmd, or a program, by its extension; another file may be anything, as a repository has it.
  test.each([
    ['ps1', 1],
    ['cmd', 1],
    ['bat', 1],
    ['exe', 1],
    ['yaml', 0],
  ])('finds a file in a folder among the arguments by its extension: .%s', (extension, count) => {
    const pod = hostProcessPod(`  containers: [{name: a, command: [x], args: [y, scripts/start.${extension}]}]`);
    expect(judge(pod)).toHaveLength(count);
  });

  test('accepts bare names, absolute paths, variables, flags, addresses and labels', () => {
    const words = [
      'agent.exe',
      'C:\\a\\b.exe',
      '%CONTAINER_SANDBOX_MOUNT_POINT%\\a.exe',
      '--x=a/b',
      'http://a/b',
      'a/b',
      '/x.ps1',
    ];
    expect(judge(hostProcessPod(`  containers: [{name: a, command: [x], args: ${JSON.stringify(words)}}]`))).toEqual(
      [],
    );
  });
});

import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, hostProcessPod, lintWith } from './lint.ts';

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

  test.each([
    [`C:\\C\\${'0a'.repeat(32)}\\agent.exe`, 'agent.exe'],
    ['C:\\C\\*\\agent.exe', 'agent.exe'],
    ['C:\\C\\facade.exe', 'facade.exe'],
    ['C:\\C\\abcdef-agent\\a.exe', 'abcdef-agent\\a.exe'],
  ])('takes no part of a name for the id of a container: %s', (path, kept) => {
    const text = hostProcessPod(`  containers: [{name: a, command: [${JSON.stringify(path)}]}]`);
    const { problems } = lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false });
    const fix = problems.find(({ rule }) => rule === 'volume-path')?.fix;
    expect(fix?.steps[0]?.run).toContain(`%CONTAINER_SANDBOX_MOUNT_POINT%\\${kept}`);
  });
});

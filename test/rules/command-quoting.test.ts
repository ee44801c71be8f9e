import { describe, expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('command-quoting', () => {
  const judge = lintWith('command-quoting');

  const started = (program: string, argument: string) =>
    hostProcessPod(`
  containers:
  - name: a
    command: ['${program}', '${argument}']
`);
  const program = 'C:\\Program Files\\a\\a.exe';

  test('warns of two that need quotation marks, in bind mode', () => {
    expect(judge(started(program, '--name=a b'), bindNode)).toEqual([
      `13:15 error cmd removes the quotation marks around ${program}, because an argument has quotation marks too`,
    ]);
    expect(judge(started(program, ''), bindNode)).toHaveLength(1);
  });

  test('accepts one, and other nodes', () => {
    expect(judge(started(program, '--name=a'), bindNode)).toEqual([]);
    expect(judge(started('agent.exe', 'a b'), bindNode)).toEqual([]);
    expect(judge(started(program, 'a b'), volumeNode)).toEqual([]);
  });
});

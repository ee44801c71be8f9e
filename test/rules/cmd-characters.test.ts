import { describe, expect, test } from 'vitest';
import { bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('cmd-characters', () => {
  const judge = lintWith('cmd-characters');

  const withWords = (...words: string[]) =>
    hostProcessPod(`
  containers:
  - name: a
    command:
    - agent.exe
    args:
${words.map((word) => `    - ${JSON.stringify(word)}\n`).join('')}
    livenessProbe: {exec: {command: [check.exe, 'a|b']}}
`);
  const said = (found: string) => `cmd, which starts the command there, reads the ${found} itself`;

  test('finds characters that cmd interprets outside quotation marks, also in probes', () => {
    expect(judge(withWords('http://h/?a=1&b=2', 'a b & c', '%USERNAME%', 'x'), bindNode)).toEqual([
      `16:7 error ${said('&')}`,
      `18:7 warn ${said('%USERNAME%')}`,
      `21:49 error ${said('|')}`,
    ]);
  });

  test('reads an escaped quotation mark as cmd does', () => {
    expect(judge(withWords('a "b & c', 'x'), bindNode)).toEqual([
      `16:7 error ${said('&')}`,
      `19:49 error ${said('|')}`,
    ]);
  });

  test('accepts it where commands are started directly', () => {
    for (const node of [volumeNode, fallbackNode]) expect(judge(withWords('a&b'), node)).toEqual([]);
  });

  test('accepts the mount point, and commands that start cmd themselves', () => {
    const text = hostProcessPod(`
  containers:
  - {name: a, command: [agent.exe, '%CONTAINER_SANDBOX_MOUNT_POINT%\\x', 100%]}
  - {name: b, command: [cmd.exe, /c, a&b]}
`);
    expect(judge(text, bindNode)).toEqual([]);
  });

  test('warns of arguments for the program of the image, which may be cmd', () => {
    expect(judge(hostProcessPod("  containers: [{name: a, args: ['a&b', c]}]\n"), bindNode)).toEqual([
      `11:33 warn ${said('&')}`,
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lint } from '../../agent/lint.ts';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('stop-grace', () => {
  const judge = lintWith('stop-grace');

  const text = hostProcessPod('  terminationGracePeriodSeconds: 120\n  containers: [{name: a}]');

  test('notes a long one, in bind mode', () => {
    expect(judge(text, bindNode)).toEqual(['11:3 info the program has 5 seconds to stop, not 120']);
  });

  test('asks for a hook only where a container has none', () => {
    const hook = 'lifecycle: {preStop: {exec: {command: [drain.exe]}}}';
    const two = hostProcessPod(
      `  terminationGracePeriodSeconds: 120\n  containers: [{name: a, ${hook}}, {name: b, lifecycle: {postStart: {sleep: {seconds: 1}}}}]`,
    );
    const options = { nodes: bindNode, all: false, kubernetes: null };
    const found = lint([{ file: 'a.yaml', text: two }], options).problems.filter(({ rule }) => rule === 'stop-grace');
    expect(found.map(({ message, fix }) => [message, parse(fix?.steps[0]?.run ?? '')])).toEqual([
      [
        'the program of b has 5 seconds to stop, not 120',
        { spec: { containers: [{ name: 'b', lifecycle: { preStop: { exec: { command: ['<program>'] } } } }] } },
      ],
    ]);
    const one = `  terminationGracePeriodSeconds: 120\n  containers: [{name: a, ${hook}}]`;
    expect(judge(hostProcessPod(one), bindNode)).toEqual([]);
  });

  test('accepts the default, and other nodes', () => {
    expect(judge(hostProcessPod('  terminationGracePeriodSeconds: 30\n  containers: [{name: a}]'), bindNode)).toEqual(
      [],
    );
    expect(judge(text, volumeNode)).toEqual([]);
  });
});

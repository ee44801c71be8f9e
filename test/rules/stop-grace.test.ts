import { describe, expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('stop-grace', () => {
  const judge = lintWith('stop-grace');

  const text = hostProcessPod('  terminationGracePeriodSeconds: 120\n  containers: [{name: a}]');

  test('notes a long one, in bind mode', () => {
    expect(judge(text, bindNode)).toEqual(['11:3 info the program has 5 seconds to stop, not 120']);
  });

  test('accepts the default, and other nodes', () => {
    expect(judge(hostProcessPod('  terminationGracePeriodSeconds: 30\n  containers: [{name: a}]'), bindNode)).toEqual(
      [],
    );
    expect(judge(text, volumeNode)).toEqual([]);
  });
});

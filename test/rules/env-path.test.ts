import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('env-path', () => {
  const judge = lintWith('env-path');

  test('warns of a PATH without System32', () => {
    expect(
      judge(hostProcessPod("  containers:\n  - name: a\n    env: [{name: Path, value: 'C:\\k;%PATH%'}]\n")),
    ).toEqual(['13:11 warn this PATH replaces the PATH of the host, and does not contain System32']);
  });

  test('accepts a PATH with System32', () => {
    const env = "[{name: PATH, value: 'C:\\Windows\\system32;C:\\k'}]";
    expect(judge(hostProcessPod(`  containers: [{name: a, env: ${env}}]`))).toEqual([]);
  });
});

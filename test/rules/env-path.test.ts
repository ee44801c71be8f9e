import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lint } from '../../agent/lint.ts';
import { anyNode, hostProcessPod, lintWith } from './lint.ts';

describe('env-path', () => {
  const judge = lintWith('env-path');

  test('warns of a PATH without System32', () => {
    expect(
      judge(hostProcessPod("  containers:\n  - name: a\n    env: [{name: Path, value: 'C:\\k;%PATH%'}]\n")),
    ).toEqual(['13:11 warn this PATH replaces the PATH of the host, and does not contain System32']);
  });

  // Of what Windows itself has in PATH. Source: learn.microsoft.com/windows-server/administration/windows-commands/path
  test.each([/;C:\\Windows\\System32(?:;|$)/i, /;C:\\Windows(?:;|$)/i, /WindowsPowerShell\\v1\.0\\?(?:;|$)/i])(
    'its fix keeps what is there and adds %s',
    (folder) => {
      const text = hostProcessPod("  containers:\n  - name: a\n    env: [{name: Path, value: 'C:\\k'}]\n");
      const [problem] = lint([{ file: 'a.yaml', text }], {
        nodes: anyNode,
        all: false,
        kubernetes: null,
      }).problems.filter(({ rule }) => rule === 'env-path');
      const mended = parse(problem?.fix?.steps[0]?.run ?? '').spec.containers[0].env[0].value;
      expect(mended).toMatch(/^C:\\k;/);
      expect(mended).toMatch(folder);
    },
  );

  test('accepts a PATH with System32', () => {
    const env = "[{name: PATH, value: 'C:\\Windows\\system32;C:\\k'}]";
    expect(judge(hostProcessPod(`  containers: [{name: a, env: ${env}}]`))).toEqual([]);
  });
});

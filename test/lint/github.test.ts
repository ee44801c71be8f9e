import { expect, test } from 'vitest';
import { github } from '../../agent/lint/github.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { anyNode, hostProcessPod } from '../rules/lint.ts';
import { result } from './results.ts';

/** As the runner reads a line. Source: actions/runner src/Runner.Common/ActionCommand.cs. */
function read(line: string) {
  const [, command = '', given = '', text = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const plain = (escaped: string) =>
    [
      ['%3A', ':'],
      ['%2C', ','],
      ['%0A', '\n'],
      ['%0D', '\r'],
      ['%25', '%'],
    ].reduce((all, [from = '', to = '']) => all.replaceAll(from, to), escaped);
  const pairs = given
    .split(',')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), plain(pair.slice(pair.indexOf('=') + 1))]);
  return { command, ...Object.fromEntries(pairs), text: plain(text) };
}

test('each problem is an annotation at its line, with its fix', () => {
  const lines = github.render(result, plainView).trimEnd().split('\n').map(read);
  expect(lines[0]).toMatchObject({
    command: 'error',
    file: 'deploy/agent.yaml',
    line: '7',
    col: '5',
    title: 'hostprobe host-network',
    text: expect.stringMatching(
      /^spec\.template\.spec\.hostNetwork: Invalid value: false: [\s\S]*\n {10}hostNetwork: true$/m,
    ),
  });
  expect(lines.map(({ command }) => command)).toEqual(
    result.problems.map(({ severity }) => ({ error: 'error', warn: 'warning', info: 'notice' })[severity]),
  );
});

test('a manifest cannot begin a command of its own', () => {
  const text = hostProcessPod('  ? "a\\n::add-mask::b%0A::stop-commands::x"\n  : 1\n');
  const said = github.render(
    lint([{ file: 'a,b:c\r\n::error::.yaml', text }], { nodes: anyNode, all: false }),
    plainView,
  );
  expect(said.match(/^::(?:add-mask|stop-commands)/gm)).toBeNull();
  expect(
    said
      .trimEnd()
      .split('\n')
      .every((line) => /^::(?:error|warning|notice) file=a%2Cb%3Ac%0D%0A/.test(line)),
  ).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { plainView } from '../../agent/renderer.ts';
import { npd } from '../../agent/renderers/npd.ts';
import { finding, reportOf } from './reports.ts';

const render = (...args: Parameters<typeof reportOf>) => npd.render(reportOf(...args), plainView);

describe('the line for node-problem-detector', () => {
  test.each([
    [[finding('a'), finding('b')], '2 checks passed\n'],
    [[finding('a'), finding('b', { status: 'fail', summary: 'it broke' })], 'b: it broke\n'],
    [
      [finding('a', { status: 'fail' }), finding('b', { status: 'fail' }), finding('c', { status: 'unknown' })],
      '2 failed: a, b\n',
    ],
    [[finding('a', { status: 'unknown' }), finding('b', { status: 'unknown' })], '2 could not be judged: a, b\n'],
    [[finding('a', { status: 'warn', summary: 'old' }), finding('b')], 'a: old\n'],
  ])('names the worst', (findings, line) => {
    expect(render(findings)).toBe(line);
  });

  test('has one line of at most 80 bytes, for any node', () => {
    const summary = `Ä\n${'long '.repeat(50)}`;
    const line = render([finding('containerd-account', { status: 'fail', summary })]);
    expect(line).toMatch(/^containerd-account: \\u\{c4\} long .*\.\.\.\n$/);
    expect(Buffer.byteLength(line)).toBe(81);
  });
});

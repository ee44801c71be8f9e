import { describe, expect, test } from 'vitest';
import { diagnose } from '../../agent/diagnose.ts';
import { plainView } from '../../agent/renderer.ts';
import { npd } from '../../agent/renderers/npd.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { snapshotOf } from '../stories.ts';
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
    [[finding('a', { status: 'warn' }), finding('b', { status: 'unknown', summary: 'not seen' })], 'b: not seen\n'],
  ])('names the worst', (findings, line) => {
    expect(render(findings)).toBe(line);
  });

  test('names the confirmed cause of a failure, unless a check says what is wrong', () => {
    const diagnoses = diagnose(
      [{ source: 'a log', text: 'failed to logon user: Access is denied.', count: 1 }],
      knownFacts(snapshotOf('nssm-user-account')),
    );
    expect(render([finding('a')], { diagnoses })).toMatch(/^containerd-account: \S/);
    expect(render([finding('a'), finding('b', { status: 'warn' })], { diagnoses })).toMatch(/^containerd-account: /);
    expect(render([finding('b', { status: 'fail', summary: 'it broke' })], { diagnoses })).toBe('b: it broke\n');
  });

  test.each([79, 80, 81])('is whole up to 80 bytes: %i', (length) => {
    const summary = 'x'.repeat(length - 'a: '.length);
    const line = render([finding('a', { status: 'fail', summary })]);
    expect(line).toBe(length <= 80 ? `a: ${summary}\n` : `a: ${'x'.repeat(74)}...\n`);
  });

  test('has one line of at most 80 bytes, for any node', () => {
    const summary = `Ä\n${'long '.repeat(50)}`;
    const line = render([finding('containerd-account', { status: 'fail', summary })]);
    expect(line).toMatch(/^containerd-account: \\u\{c4\} long .*\.\.\.\n$/);
    expect(Buffer.byteLength(line)).toBe(81);
  });
});

import { describe, expect, test } from 'vitest';
import { commandLineOf, escapeArgument, expandReferences, goQuote } from '../../agent/shim/command.ts';
import type { Mode } from '../../agent/shim/mode.ts';
import { rootOf } from '../../agent/shim/paths.ts';
import { container, podWith } from '../pod.ts';

const lineOf = (fields: Record<string, unknown>, mode: Mode = 'bind') => {
  const [first] = podWith(container(fields)).spec.containers;
  if (first === undefined) throw new Error('the pod has a container');
  return commandLineOf(first, mode, rootOf(mode, null));
};

// Source of the cases: the comment above EscapeArg in golang.org/x/sys/windows.
test.each([
  ['agent.exe', 'agent.exe'],
  ['', '""'],
  ['a b', '"a b"'],
  ['a\tb', '"a\tb"'],
  ['C:\\a\\', 'C:\\a\\'],
  ['C:\\a b\\', '"C:\\a b\\\\"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['a"b', 'a\\"b'],
  ['a\\"b', 'a\\\\\\"b'],
])('the argument %j is written as %j', (argument, written) => {
  expect(escapeArgument(argument)).toBe(written);
});

test.each([
  ['$(A)/x', '1/x'],
  ['$$(A)', '$(A)'],
  ['$(B)', '$(B)'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
])('kubelet makes %s of %s', (text, expanded) => {
  expect(expandReferences(text, new Map([['A', '1']]))).toBe(expanded);
});

test('texts are quoted as Go prints them', () => {
  expect(goQuote('C:\\a "b"')).toBe('"C:\\\\a \\"b\\""');
});

describe('a command line', () => {
  test('is joined, expanded, and in bind mode handed to cmd', () => {
    const fields = { command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'], args: ['--name', 'a b'] };
    expect(lineOf(fields)).toEqual({
      given: '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe --name "a b"',
      expanded: 'C:\\hpc\\agent.exe --name "a b"',
      becomes: 'cmd /c C:\\hpc\\agent.exe --name "a b"',
      program: 'C:\\hpc\\agent.exe',
      isQuoted: false,
      unknown: [],
    });
    expect(lineOf(fields, 'volume')?.becomes).toBe('C:\\C\\<id>\\agent.exe --name "a b"');
  });

  test('quotes the program when its path has a space', () => {
    expect(lineOf({ command: ['C:\\a b\\x.exe', '-v'] })).toMatchObject({ program: 'C:\\a b\\x.exe', isQuoted: true });
  });

  test('takes the values of variables, in the order of the manifest', () => {
    const env = [
      { name: 'DIR', value: 'C:\\k' },
      { name: 'PROGRAM', value: '$(DIR)\\agent.exe' },
    ];
    expect(lineOf({ env, command: ['$(PROGRAM)', '$(LATER)'] })?.given).toBe('C:\\k\\agent.exe $(LATER)');
  });

  test('names the variables in the program whose values only the cluster knows', () => {
    expect(lineOf({ env: [{ name: 'DIR', valueFrom: {} }], command: ['$(DIR)\\a.exe'] })?.unknown).toEqual(['DIR']);
    expect(lineOf({ envFrom: [{ configMapRef: { name: 'x' } }], command: ['$(DIR)\\a.exe'] })?.unknown).toEqual([
      'DIR',
    ]);
    expect(lineOf({ command: ['$(KUBERNETES_SERVICE_HOST)'] })?.unknown).toEqual(['KUBERNETES_SERVICE_HOST']);
    expect(lineOf({ command: ['$(CONTAINER_SANDBOX_MOUNT_POINT)\\a.exe'] })?.unknown).toEqual([]);
  });

  test('comes from the image when the pod has none', () => {
    expect(lineOf({ command: [], args: ['-v'] })).toBeNull();
  });
});

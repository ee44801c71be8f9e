import { describe, expect, test } from 'vitest';
import { escapeArgument, quote } from '../../agent/shim/go.ts';
import { expandReferences, ociProcessOf } from '../../agent/shim/oci-process.ts';
import { type Mode, rootOf } from '../../agent/shim/paths.ts';
import { commandLineOf, ownerOf, pathEntryOf, workingDirectoryOf } from '../../agent/shim/process.ts';
import { readVersion } from '../../agent/shim/version.ts';
import { container, podWith } from '../pod.ts';

const lineOf = (fields: Record<string, unknown>, mode: Mode = 'bind') => {
  const [first] = podWith(container(fields)).spec.containers;
  if (first === undefined) throw new Error('the pod has a container');
  const process = ociProcessOf(first, { user: '', image: null, containerd: null });
  return commandLineOf(first, process, { mode, root: rootOf(mode, null) });
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
  expect(quote('C:\\a "b"')).toBe('"C:\\\\a \\"b\\""');
});

describe('a command line', () => {
  test('is joined, expanded, and in bind mode handed to cmd', () => {
    const fields = { command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'], args: ['--name', 'a b'] };
    expect(lineOf(fields)).toEqual({
      given: '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe --name "a b"',
      expanded: 'C:\\hpc\\agent.exe --name "a b"',
      becomes: 'cmd /c C:\\hpc\\agent.exe --name "a b"',
      words: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe', '--name', 'a b'],
      word: '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe',
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
    // kubernetes.io, "Accessing the Service": the variables that Docker had.
    const linked = 'KUBERNETES_PORT_443_TCP_ADDR';
    expect(lineOf({ command: [`$(${linked})`] })?.unknown).toEqual([linked]);
    expect(lineOf({ command: ['$(CONTAINER_SANDBOX_MOUNT_POINT)\\a.exe'] })?.unknown).toEqual([]);
    const envFrom = [{ configMapRef: { name: 'x' } }];
    expect(lineOf({ envFrom, command: ['$(CONTAINER_SANDBOX_MOUNT_POINT)\\a.exe'] })?.unknown).toEqual([]);
    expect(lineOf({ envFrom: [], command: ['$(DIR)\\a.exe'] })?.unknown).toEqual([]);
  });

  test('comes from the image when the pod has none', () => {
    expect(lineOf({ command: [], args: ['-v'] })).toBeNull();
  });
});

describe('the working directory', () => {
  const of = (mode: Mode, version: string, workingDir?: string) =>
    workingDirectoryOf({ mode, root: rootOf(mode, null) }, workingDir, readVersion(version));

  test.each<[Mode, string, string]>([
    ['volume', '1.6.33', 'C:\\C\\<id>'],
    ['volume', '1.6.34', 'C:\\C\\<id>\\hpc'],
    ['volume', '1.6.35', 'C:\\C\\<id>'],
    ['bind', '1.7.18', 'C:\\'],
    ['fallback', '1.7.18', 'C:\\hpc\\<id>'],
    ['bind', '1.7.19', 'C:\\hpc'],
    ['fallback', '1.7.19', 'C:\\hpc\\<id>\\hpc'],
    ['bind', '2.1.4', 'C:\\hpc'],
    ['fallback', '2.1.4', 'C:\\hpc\\<id>\\hpc'],
  ])('in %s mode with containerd %s is %s by default, unless the image has a WORKDIR', (mode, version, path) => {
    expect(of(mode, version)).toMatchObject({ path, provided: expect.stringMatching(/^the image sets no WORKDIR/) });
  });

  test.each<[Mode, string, string]>([
    ['bind', 'C:\\app', 'C:\\app'],
    ['fallback', 'C:\\app', 'C:\\hpc\\<id>\\app'],
    ['volume', '/app', 'C:\\C\\<id>\\app'],
    ['volume', 'C:', 'C:\\C\\<id>'],
    ['bind', '%CONTAINER_SANDBOX_MOUNT_POINT%\\app', 'C:\\hpc\\app'],
    ['fallback', '%CONTAINER_SANDBOX_MOUNT_POINT%\\app', 'C:\\hpc\\<id>\\app'],
    ['volume', '$env:CONTAINER_SANDBOX_MOUNT_POINT/app/', 'C:\\C\\<id>\\app'],
    ['volume', 'D:\\data', 'C:\\C\\<id>\\data'],
    ['bind', 'D:\\data', 'D:\\data'],
    ['bind', '/app', 'C:\\app'],
  ])('in %s mode, %s becomes %s', (mode, workingDir, path) => {
    expect(of(mode, '1.7.28', workingDir)).toMatchObject({ path, certainty: 'sourced', provided: null });
  });

  test('depends on a setting in containerd releases that have two CRI servers', () => {
    const provided = 'the image sets no WORKDIR, and containerd has no ENABLE_CRI_SANDBOXES in its environment';
    expect(
      ['1.7.15', '1.7.16', '1.7.18', '1.7.19'].map((version) => of('bind', version)?.provided === provided),
    ).toEqual([false, true, true, false]);
  });

  test.each<[Mode, string, string, RegExp | null]>([
    ['volume', 'C:\\C\\<id>', 'image', null],
    ['volume', 'C:\\C\\<id>\\app', 'image', /^the container does not start/],
    ['volume', 'C:\\C\\<id>\\etc\\agent\\x', 'volume', /^the container does not start/],
    ['fallback', 'C:\\hpc\\<id>\\app', 'image', /^the shim creates it empty$/],
    ['bind', 'C:\\', 'node', null],
    ['bind', 'C:\\app', 'node', /^the shim creates it empty on the node, where it stays$/],
    ['bind', 'D:\\', 'node', /^the shim creates it empty on the node/],
    ['bind', 'C:\\etc\\agent', 'volume', null],
    ['bind', 'C:\\hpc\\etc\\agent\\x', 'volume', /the container does not see it$/],
    ['bind', 'C:\\hpc\\app', 'image', /the container does not see it$/],
  ])('in %s mode %s belongs to the %s, and is made by the shim or not', (mode, path, owner, missing) => {
    const found = ownerOf(path, { mode, root: rootOf(mode, null), mounts: [{ mountPath: '/etc/agent' }] });
    expect([found.owner, found.whenMissing]).toEqual([owner, missing === null ? null : expect.stringMatching(missing)]);
  });

  test('is not known when the version that sets the default is not known', () => {
    expect(workingDirectoryOf({ mode: 'bind', root: rootOf('bind', null) }, undefined, null)).toBeNull();
  });
});

describe('PATH', () => {
  const node = 'PATH=C:\\Windows\\system32';
  const of = (...env: string[]) => pathEntryOf({ mode: 'volume', root: rootOf('volume', null) }, node, env);

  test('is that of the container, in any spelling, else that of the node', () => {
    expect(of('Path=C:\\k')).toBe('Path=C:\\k');
    expect(of('MYPATH=C:\\k')).toBe(node);
    expect(of('PATH=')).toBe(node);
    expect(of('Path=C:\\k', 'PATH=C:\\l')).toBe('PATH=C:\\l');
    const inBind = (path: string) => pathEntryOf({ mode: 'bind', root: rootOf('bind', null) }, node, [path]);
    expect(inBind('PATH=C:\\k;')).toBe(inBind('PATH=C:\\k'));
  });
});

import { expect, test } from 'vitest';
import { ociProcessOf } from '../../agent/shim/oci-process.ts';
import { readVersion } from '../../agent/shim/version.ts';

// Source: containerd pkg/cri/opts/spec_windows.go, which knows ArgsEscaped at v1.6.21, and not at v1.6.20.
test.each([
  ['1.6.20', false],
  ['1.6.21', true],
])('containerd %s takes an escaped line of an image as it is: %s', (release, isLine) => {
  const image = { Entrypoint: ['agent.exe --all'], ArgsEscaped: true };
  const container = { command: [], args: [], env: [], workingDir: undefined };
  expect(ociProcessOf(container, { user: '', image, containerd: readVersion(release) }).isLine).toBe(isLine);
});

// Source: getArgs in containerd pkg/cri/opts/spec_windows.go, and the API reference of command and args.
test.each([
  [{ command: [], args: [] }, ['agent.exe', '-v']],
  [{ command: [], args: ['-q'] }, ['agent.exe', '-q']],
  [{ command: ['other.exe'], args: [] }, ['other.exe']],
  [{ command: ['other.exe'], args: ['-q'] }, ['other.exe', '-q']],
])('with %j an image that has agent.exe and -v runs %j', (words, args) => {
  const image = { Entrypoint: ['agent.exe'], Cmd: ['-v'], User: 'ContainerUser', WorkingDir: 'C:\\app' };
  const container = { ...words, env: [], workingDir: undefined };
  expect(ociProcessOf(container, { user: '', image, containerd: null })).toMatchObject({
    ...{ args, user: 'ContainerUser', workingDir: 'C:\\app' },
  });
  expect(ociProcessOf(container, { user: 'SYSTEM', image, containerd: null }).user).toBe('SYSTEM');
});

test('an image without words starts nothing, and of one that is not known nothing is said', () => {
  const container = { command: [], args: [], env: [], workingDir: undefined };
  const of = (image: object | null) => ociProcessOf(container, { user: '', image, containerd: null });
  expect(of({})).toMatchObject({ args: [], line: null, workingDir: '', user: '' });
  expect(of(null)).toMatchObject({ args: null, line: null, workingDir: undefined, user: '' });
  expect(of({ Entrypoint: ['a b.exe'], ArgsEscaped: true })).toMatchObject({ isLine: true, line: 'a b.exe' });
});

test('words are those of the image only where it has some', () => {
  const of = (args: string[], image: object) =>
    ociProcessOf({ command: [], args, env: [], workingDir: undefined }, { user: '', image, containerd: null })
      .isOfImage;
  expect([of([], {}), of(['-q'], {}), of(['-q'], { Entrypoint: ['a.exe'] })]).toEqual([true, false, true]);
});

test('a variable without a value is passed on, and one of which only the cluster knows the value is not', () => {
  const env = [{ name: 'A', value: '' }, { name: 'B' }, { name: 'C', valueFrom: {} }];
  const container = { command: [], args: [], env, workingDir: undefined };
  expect(ociProcessOf(container, { user: '', image: { Env: ['Z=1'] }, containerd: null }).env).toEqual([
    'Z=1',
    'A=',
    'B=',
  ]);
});

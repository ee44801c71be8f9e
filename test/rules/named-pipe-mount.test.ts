import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('named-pipe-mount', () => {
  const judge = lintWith('named-pipe-mount');

  const volume = (path: string) =>
    hostProcessPod(`
  volumes:
  - name: v
    hostPath:
      path: ${path}
  containers: [{name: a}]
`);

  test.each(['\\\\.\\pipe\\containerd-containerd', '//./pipe/containerd-containerd'])(
    'refuses %s as the shim does',
    (path) => {
      expect(judge(volume(path))).toEqual([
        '14:7 error named pipe mounts not supported for job containers - interact with the pipe directly',
      ]);
    },
  );

  test('accepts a directory', () => {
    expect(judge(volume('C:\\pipe'))).toEqual([]);
  });
});

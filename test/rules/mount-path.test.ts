import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('mount-path', () => {
  const judge = lintWith('mount-path');

  const mounted = (path: string) =>
    hostProcessPod(`
  containers:
  - name: a
    volumeMounts:
    - {name: v, mountPath: ${JSON.stringify(path)}}
`);

  test.each(['C:', 'c:'])('refuses %s as containerd does', (path) => {
    expect(judge(mounted(path))).toEqual(['14:17 error destination path can not be C drive']);
  });

  test.each(['C:\\data', '/etc/agent', 'D:\\x'])('accepts %s', (path) => {
    expect(judge(mounted(path))).toEqual([]);
  });
});

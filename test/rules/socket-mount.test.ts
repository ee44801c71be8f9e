import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('socket-mount', () => {
  const judge = lintWith('socket-mount');

  test('warns of sockets, by their type or their name', () => {
    const text = hostProcessPod(`
  volumes:
  - name: v
    hostPath: {path: 'C:\\csi\\csi', type: Socket}
  - hostPath: {path: /var/lib/csi.sock}
  containers: [{name: a}]
`);
    expect(judge(text)).toEqual([
      '13:5 warn the Unix socket C:\\csi\\csi cannot be mounted',
      '14:5 warn the Unix socket /var/lib/csi.sock cannot be mounted',
    ]);
  });

  test('accepts the directory of a socket', () => {
    const text =
      "  volumes: [{name: v, hostPath: {path: 'C:\\csi', type: DirectoryOrCreate}}]\n  containers: [{name: a}]";
    expect(judge(hostProcessPod(text))).toEqual([]);
  });
});

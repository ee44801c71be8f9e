import { describe, expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('mount-shadow', () => {
  const judge = lintWith('mount-shadow');

  const mounted = (path: string, volume = '{name: v, emptyDir: {}}') =>
    hostProcessPod(`
  volumes: [${volume}]
  containers:
  - name: a
    volumeMounts:
    - {name: v, mountPath: ${JSON.stringify(path)}}
`);

  test.each([
    ['C:\\Windows', 'C:\\Windows'],
    ['C:\\Windows\\System32\\drivers\\etc', 'C:\\Windows\\System32\\drivers\\etc'],
    ['/var', 'C:\\var\\lib\\kubelet'],
    ['c:/programdata', 'C:\\ProgramData\\containerd'],
  ])('says what a mount at %s hides in bind mode', (path, hidden) => {
    expect(judge(mounted(path), bindNode)).toEqual([
      `15:17 error the mount hides the host's own ${hidden} from the container`,
    ]);
    expect(judge(mounted(path))).toHaveLength(1);
  });

  test('accepts it where mounts are links', () => {
    expect(judge(mounted('C:\\Windows'), volumeNode)).toEqual([]);
  });

  test('accepts a directory that is mounted at its own path, or that only the pod uses', () => {
    expect(judge(mounted('C:\\var\\lib\\kubelet', "{name: v, hostPath: {path: '/var/lib/kubelet/'}}"))).toEqual([]);
    expect(judge(mounted('/etc/agent'))).toEqual([]);
    expect(judge(mounted('C:\\WindowsUpdate'))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('read-only-mount', () => {
  const judge = lintWith('read-only-mount');

  const mounted = (volume: string) =>
    hostProcessPod(`
  volumes: [{name: v, ${volume}}]
  containers:
  - name: a
    volumeMounts:
    - name: v
      mountPath: C:\\data
      readOnly: true
`);

  test('warns when mounts are links, and adds a note when some nodes use links', () => {
    const message = 'readOnly has no effect: the mount is a link';
    expect(judge(mounted('hostPath: {path: /data}'), volumeNode)).toEqual([`17:7 warn ${message}`]);
    expect(judge(mounted('hostPath: {path: /data}'), fallbackNode)).toEqual([`17:7 warn ${message}`]);
    expect(judge(mounted('hostPath: {path: /data}'))).toEqual([`17:7 info ${message}`]);
  });

  test('accepts bind mode, and volumes that the kubelet creates for the pod', () => {
    expect(judge(mounted('hostPath: {path: /data}'), bindNode)).toEqual([]);
    expect(judge(mounted('configMap: {name: c}'), volumeNode)).toEqual([]);
  });
});

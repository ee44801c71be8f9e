import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { textOf } from '../fix.ts';
import { anyNode, bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

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

  const accounts = (runAs: string) => mounted('hostPath: {path: /data}').replace("'NT AUTHORITY\\SYSTEM'", runAs);
  const fixOf = (text: string) => {
    const { problems } = lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false });
    return textOf(problems.find(({ rule }) => rule === 'read-only-mount')?.fix);
  };

  test('advises an account that works with every containerd, and keeps it from writing', () => {
    const fix = fixOf(mounted('hostPath: {path: /data}'));
    expect(fix).toContain('runAsUserName: NT AUTHORITY\\Local Service');
    expect(fix).toContain("icacls.exe 'C:\\data' /deny '*S-1-5-19:(OI)(CI)(WD,AD,WEA,WA,DE,DC)'");
    expect(fix).not.toMatch(/group/i);
  });

  test('leaves it to the access list of the folder where that can hold the account', () => {
    for (const name of ["'NT AUTHORITY\\Network Service'", 'hpc-readers'])
      expect(judge(accounts(name), volumeNode)).toEqual([]);
    expect(fixOf(mounted('csi: {driver: d}'))).toContain('<source> is the folder of the volume on the node');
  });

  test('accepts bind mode, and volumes that the kubelet creates for the pod', () => {
    expect(judge(mounted('hostPath: {path: /data}'), bindNode)).toEqual([]);
    expect(judge(mounted('configMap: {name: c}'), volumeNode)).toEqual([]);
  });
});

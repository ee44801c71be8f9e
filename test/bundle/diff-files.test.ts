import { describe, expect, test } from 'vitest';
import { absentFile, filesOf } from '../../agent/bundle/diff-files.ts';
import { snapshotWith } from '../snapshot.ts';
import { side } from './sides.ts';

const namesOf = (node: string, ...paths: string[]) => {
  const snapshot = { ...snapshotWith(), node };
  return [...filesOf(side(snapshot, { files: paths.map((path) => ({ path })) })).keys()];
};

describe('what is compared of the files of a bundle', () => {
  test('is that of a log which its names have in common on all nodes', () => {
    const onOne = namesOf(
      'win-1',
      'logs/kubelet-kubelet.exe.WIN-1.admin.log.INFO.20261101-120000.4321',
      'logs/containerd-containerd-2026-11-01T09-00-00.000.log',
      'logs/shim-panic-0123456789ab.log',
      'events/Application-containerd.jsonl',
    );
    expect(onOne).toEqual([
      'file logs/kubelet-kubelet.exe.#.admin.log.info.#-#.#',
      'file logs/containerd-containerd-#-#-#t#-#-#.#.log',
      'file logs/shim-panic-#.log',
      'file events/application-containerd.jsonl',
    ]);
    expect(
      namesOf(
        'gpu-node-22',
        'logs/kubelet-kubelet.exe.GPU-NODE-22.admin.log.INFO.20261103-093000.77',
        'logs/containerd-containerd-2026-11-02T10-00-00.123.log',
        'logs/shim-panic-ba9876543210.log',
        'events/Application-containerd.jsonl',
      ),
    ).toEqual(onOne);
  });

  test('leaves out what follows from the snapshot, and the log of hostprobe itself', () => {
    expect(namesOf('win-1', 'report.txt', 'snapshot.json', 'logs/hostprobe.jsonl', 'cluster/pods.json')).toEqual([]);
  });

  test('is of configuration its content, and not for sure where secrets or its beginning were taken out', () => {
    const path = 'config/containerd.toml';
    const seen = (more: object) => filesOf(side(snapshotWith(), { files: [{ path, ...more }] })).get(`file ${path}`);
    const value = '100 bytes, sha256 aaaaaaaaaaaa';
    expect(seen({})).toEqual({ value, isSure: true });
    expect(seen({ redactions: { auth: 1 } })).toEqual({ value, isSure: false });
    expect(seen({ truncated: true })).toEqual({ value, isSure: false });
  });
});

describe('a file that is not in a bundle', () => {
  test('is not on the node, unless it could not be taken', () => {
    const one = side(snapshotWith(), { missing: ['config/cni', 'logs/kubelet-kubelet.log'] });
    expect(absentFile(one, 'file logs/containerd-containerd.log')).toEqual({ value: null, isSure: true });
    expect(absentFile(one, 'file logs/kubelet-kubelet.log')).toEqual({ value: undefined, isSure: false });
    expect(absentFile(one, 'file config/cni/azure.json')).toEqual({ value: undefined, isSure: false });
    expect(absentFile(one, 'file config/containerd.toml')).toEqual({ value: null, isSure: true });
  });

  test('may have been too old for it', () => {
    const since = new Date('2026-11-01T00:00:00Z');
    const one = side(snapshotWith(), { since });
    expect(absentFile(one, 'file logs/containerd-containerd.log')).toEqual({ value: undefined, isSure: false });
    expect(absentFile(one, 'file config/containerd.toml')).toEqual({ value: null, isSure: true });
  });
});

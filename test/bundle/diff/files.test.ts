import { describe, expect, test } from 'vitest';
import { absentFile, filesOf } from '../../../agent/bundle/diff/files.ts';
import { snapshotWith } from '../../snapshot.ts';
import { side } from '../sides.ts';

const namesOf = (...paths: string[]) => [
  ...filesOf(side(snapshotWith(), { files: paths.map((path) => ({ path })) })).keys(),
];

describe('of the files of a bundle', () => {
  test('logs are compared, and not those that rotation and chance have named', () => {
    expect(
      namesOf(
        'logs/kubelet-kubelet.log',
        'logs/kubelet-kubelet.log.1',
        'logs/kubelet-kubelet.exe.WIN-1.admin.log.INFO.20261101-120000.4321',
        'logs/containerd-containerd-2026-11-01T09-00-00.000.log',
        'logs/k3s-rke2.log',
        'logs/shim-panic-0123456789ab.log',
        'logs/shim-panic-ba9876543210.log',
        'events/Application-containerd.jsonl',
      ),
    ).toEqual([
      'file logs/kubelet-kubelet.log',
      'file logs/k3s-rke2.log',
      'file logs/shim-panic-*.log',
      'file events/Application-containerd.jsonl',
    ]);
  });

  test('what follows from the snapshot is not, nor the log of hostprobe itself', () => {
    expect(
      namesOf('report.txt', 'snapshot.json', 'logs/hostprobe.jsonl', 'cluster/pods.json', 'events/kubernetes.json'),
    ).toEqual([]);
  });

  test('configuration is by its content, and not for sure where secrets or its beginning were taken out', () => {
    const path = 'config/cni/10-azure.conflist';
    const seen = (more: object) => filesOf(side(snapshotWith(), { files: [{ path, ...more }] })).get(`file ${path}`);
    const value = '100 bytes, sha256 aaaaaaaaaaaa';
    expect(seen({})).toEqual({ value, isSure: true });
    expect(seen({ redactions: { auth: 1 } })).toEqual({ value, isSure: false });
    expect(seen({ truncated: true })).toEqual({ value, isSure: false });
  });
});

describe('a file that is not in a bundle', () => {
  const files = [{ path: 'config/other.toml' }];
  const absent = { value: null, isSure: true };
  const unknown = { value: undefined, isSure: false };

  test('is not on the node, unless it could not be taken', () => {
    const one = side(snapshotWith(), { files, missing: ['config/cni', 'logs/shim-panic', 'logs/kubelet-kubelet.log'] });
    expect(absentFile(one, 'file logs/containerd-containerd.log')).toEqual(absent);
    expect(absentFile(one, 'file config/containerd.toml')).toEqual(absent);
    expect(absentFile(one, 'file logs/kubelet-kubelet.log')).toEqual(unknown);
    expect(absentFile(one, 'file logs/shim-panic-*.log')).toEqual(unknown);
    expect(absentFile(one, 'file config/cni/azure.json')).toEqual(unknown);
  });

  test.each([
    ['logs that were too old for it', side(snapshotWith(), { files, since: new Date('2026-11-01T00:00:00Z') })],
    [
      'logs that nobody could look for',
      side(
        snapshotWith(() => undefined, { logs: { kind: 'denied', message: 'access is denied' } }),
        { files },
      ),
    ],
  ])('may be one of the %s', (_why, one) => {
    expect(absentFile(one, 'file logs/containerd-containerd.log')).toEqual(unknown);
    expect(absentFile(one, 'file config/containerd.toml')).toEqual(absent);
  });

  test('may exist on the node although the bundle was made from its snapshot only', () => {
    const one = side(snapshotWith(), { files: [{ path: 'events/kubernetes.json' }] });
    expect(absentFile(one, 'file config/containerd.toml')).toEqual(unknown);
  });
});

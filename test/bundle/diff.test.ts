import { describe, expect, test } from 'vitest';
import { absentFile, bundleDifferenceSchema, diffBundles, filesOf, type NotCompared } from '../../agent/bundle/diff.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { composed } from '../composed.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { side } from './sides.ts';

const healthy = snapshotWith();
const swapped = ({ what, a, b }: NotCompared): NotCompared => ({
  what,
  ...(b === undefined ? {} : { a: b }),
  ...(a === undefined ? {} : { b: a }),
});
const find = (all: readonly NotCompared[], what: string) => all.find((one) => one.what === what);

/** The kubelet of this node has said that a pod did not start. */
const withFailure = snapshotWith((facts) => {
  facts.logs.lines.push({
    component: 'kubelet',
    source: 'kubelet',
    text: 'failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown',
    count: 1,
    at: '2026-11-01T11:00:00.000Z',
  });
});
const withoutLogs: Snapshot = {
  ...healthy,
  facts: { ...healthy.facts, logs: { ok: false, ms: 1, error: { kind: 'timeout', message: 'it took too long' } } },
};

describe('two nodes', () => {
  test('that are alike do not differ, whatever their names, times and free bytes', () => {
    const other = snapshotWith((facts) => {
      facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 2 ** 37, freeBytes: 2 ** 36 }) }];
    });
    const difference = diffBundles(side(healthy), side({ ...other, node: 'win-2', at: '2026-11-01T12:01:00.000Z' }));
    expect(difference).toEqual({
      schemaVersion: 1,
      a: { bundle: 'win-node-1.zip', node: 'win-node-1', at: '2026-11-01T12:00:00.000Z' },
      b: { bundle: 'win-2.zip', node: 'win-2', at: '2026-11-01T12:01:00.000Z' },
      differences: [],
      notCompared: [],
    });
  });

  test('differ in status, account, finding and service where one runs containerd as a user', () => {
    const { differences } = diffBundles(side(healthy), side(composed['nssm-user-account'] ?? expect.fail()));
    expect(find(differences, 'status')).toEqual({ what: 'status', a: 'healthy', b: 'unhealthy' });
    expect(find(differences, 'containerd account')).toMatchObject({ a: 'LocalSystem', b: 'S-1-5-21-1-2-3-1001' });
    expect(find(differences, 'finding containerd-account')).toMatchObject({ a: 'pass', b: 'fail' });
    expect(find(differences, 'service containerd account')).toMatchObject({ a: 'LocalSystem', b: '.\\k8s-admin' });
  });

  test('differ in a failure that only one has met', () => {
    const { differences, notCompared } = diffBundles(side(healthy), side(withFailure));
    expect(differences).toEqual([{ what: 'diagnosis logon-denied', a: null, b: 'security-product likely' }]);
    expect(notCompared).toEqual([]);
  });

  test('are not said to differ in a failure where one was not searched for it', () => {
    const { differences, notCompared } = diffBundles(side(withoutLogs), side(withFailure));
    expect(find(differences, 'diagnosis logon-denied')).toBeUndefined();
    expect(find(notCompared, 'diagnosis logon-denied')).toMatchObject({ b: expect.any(String) });
    expect(find(notCompared, 'fact logs')).toEqual({ what: 'fact logs', b: 'read' });
  });

  test('are not said to differ in what one was denied', () => {
    const blind = snapshotWith((facts) => {
      for (const process of facts['runtime-process'].containerd) process.account = denied();
      facts.services.containerd = denied();
    });
    const user = snapshotWith((facts) => {
      for (const process of facts['runtime-process'].containerd) {
        process.account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-1\\k8s-admin' });
      }
    });
    const { differences, notCompared } = diffBundles(side(user), side(blind));
    expect(differences.filter(({ what }) => /containerd(?: state)? account|service containerd/.test(what))).toEqual([]);
    expect(find(notCompared, 'containerd account')).toEqual({ what: 'containerd account', a: 'S-1-5-21-1-2-3-1001' });
    expect(find(notCompared, 'finding containerd-account')).toEqual({ what: 'finding containerd-account', a: 'fail' });
  });

  test.each(Object.keys(composed))('differ the same either way round: healthy and %s', (name) => {
    const other = side(composed[name] ?? expect.fail());
    const [there, back] = [diffBundles(side(healthy), other), diffBundles(other, side(healthy))];
    const inOrder = (all: readonly NotCompared[]) => all.toSorted((x, y) => x.what.localeCompare(y.what));
    expect(inOrder(there.differences)).toEqual(inOrder(back.differences.map(swapped)));
    expect(inOrder(there.notCompared)).toEqual(inOrder(back.notCompared.map(swapped)));
    expect(bundleDifferenceSchema.parse(there)).toEqual(there);
    for (const { what, a, b } of there.differences) expect({ what, alike: a === b }).toEqual({ what, alike: false });
  });
});

test('their files come last, by name, and not where they could not be taken', () => {
  const kept = { path: 'logs/kubelet-kubelet.log' };
  const files = [kept, { path: 'logs/shim-panic-0123456789ab.log' }, { path: 'config/cni/azure.json' }];
  expect(diffBundles(side(healthy, { files: [kept] }), side(withFailure, { files })).differences).toEqual([
    expect.objectContaining({ what: 'diagnosis logon-denied' }),
    { what: 'file config/cni/azure.json', a: null, b: '100 bytes, sha256 aaaaaaaaaaaa' },
    { what: 'file logs/shim-panic-*.log', a: null, b: 'there' },
  ]);
  const blind = side(healthy, { files: [kept], missing: ['logs/shim-panic', 'config/cni'] });
  expect(diffBundles(blind, side(healthy, { files }))).toMatchObject({
    differences: [],
    notCompared: [
      { what: 'file config/cni/azure.json', b: '100 bytes, sha256 aaaaaaaaaaaa' },
      { what: 'file logs/shim-panic-*.log', b: 'there' },
    ],
  });
});

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
        'logs/kubelet-kubelet-20261101.log',
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

import { expect, test } from 'vitest';
import { ifKnown } from '../../../agent/fact.ts';
import { isRotated, k0sPlace, klogName, logDestination, usualPlaces } from '../../../agent/probes/logs/sources.ts';
import { distributions } from '../../distributions.ts';
import { factsWith } from '../../snapshot.ts';

test.each([
  ['containerd.err.log', 'containerd.err-20261101T120000.123.log', 'nssm'],
  ['kube-proxy.log', 'kube-proxy-2026-11-01T12-00-00.123.log', 'lumberjack'],
  ['kubelet.log', 'kubelet.log-20261101-1793534400', 'logrotate with dates'],
  ['kubelet.log', 'kubelet.log.1', 'logrotate with numbers'],
])('an older file of %s is %s (%s)', (name, older) => {
  expect(isRotated(older, name)).toBe(true);
});

test.each([
  ['kubelet.log', 'kubelet.log'],
  ['kubelet.log', 'kubelet.err.log'],
  ['kubelet.log', 'kubelet.log.1.gz'],
  ['kubelet.log', 'kubelet-20261101T120000.123.log.gz'],
  ['kubelet.log', 'kubelet-start.log'],
  ['k.log', 'kubelet-20261101T120000.123.log'],
])('no older file of %s is %s', (name, other) => {
  expect(isRotated(other, name)).toBe(false);
});

const pathsOf = (...told: string[]) => usualPlaces(told).map(({ path }) => path);

test('logs of rke2 are below its data directory, which is in the command line of its containerd', () => {
  expect(pathsOf()).toContain('C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log');
  const moved = pathsOf('containerd.exe -c D:\\rke2\\agent\\etc\\containerd\\config.toml');
  expect(moved).toContain('D:\\rke2\\agent\\containerd\\containerd.log');
  expect(moved).toContain('D:\\rke2\\agent\\logs\\kube-proxy.log');
  expect(moved).toContain('C:\\k\\kubelet.err.log');
  expect(pathsOf('containerd.exe --config D:/rke2/agent/etc/containerd/config.toml')).toEqual(moved);
});

test('the log of k0s is in its data directory', () => {
  expect(k0sPlace([]).folder).toBe('C:\\var\\lib\\k0s');
  expect(k0sPlace(['C:\\k0s.exe worker --data-dir=D:\\k0s']).folder).toBe('D:\\k0s');
  expect(k0sPlace([]).name.test('k0s_1793534400_123456.log')).toBe(true);
  expect(k0sPlace([]).name.test('k0s.yaml')).toBe(false);
  expect(k0sPlace([]).name.test('old-k0s_1793534400_123456.log')).toBe(false);
});

test('of the files of klog the one with all severities is meant', () => {
  const names = klogName('kubelet');
  expect(names.test('kubelet.exe.WIN-NODE-1.NT_AUTHORITY_SYSTEM.log.INFO.20261101-120000.4242')).toBe(true);
  expect(names.test('kubelet.exe.WIN-NODE-1.NT_AUTHORITY_SYSTEM.log.ERROR.20261101-120000.4242')).toBe(false);
  expect(names.test('kubelet.err.log')).toBe(false);
});

// Go's flag package and containerd's take one hyphen or two.
test.each(['--log-file', '-log-file'])('the file after %s is where containerd writes', (flag) => {
  const none = { program: null, commandLine: null, service: null, embedding: null, kubeletCommandLine: null };
  const ofService = `containerd.exe --run-service ${flag} C:\\k\\containerd.log`;
  expect(logDestination({ ...none, ofService })).toEqual({ to: 'file', path: 'C:\\k\\containerd.log' });
});

// What installers of each distribution configure stands in test/distributions.ts with its sources.
test.each(Object.entries(distributions))(
  'the logs of %s are in usual places, should no service name them',
  (_name, edit) => {
    const { services, 'runtime-binaries': binaries } = factsWith(edit);
    const named = Object.values(services).flatMap((one) => {
      const wrapper = ifKnown(one)?.wrapper;
      const value = wrapper && ifKnown(wrapper);
      return value ? [value.stderr, value.stdout] : [];
    });
    const logs = [binaries.log.path, ...named].filter((path) => path !== null);
    expect(pathsOf()).toEqual(expect.arrayContaining(logs));
  },
);

import { expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import { container, spec } from '../pod.ts';
import { denied, got } from '../snapshot.ts';
import { bind, fallback, six } from './nodes.ts';
import { judge, summaries } from './subject.ts';

const port = (containerPort: number, protocol = 'TCP') => container({ ports: [{ containerPort, protocol }] });

test.each([
  [9_182, 'TCP', 'passes'],
  [49_999, 'TCP', 'passes'],
  [50_000, 'TCP', 'fails'],
  [50_059, 'TCP', 'fails'],
  [50_060, 'TCP', 'passes'],
  [50_001, 'UDP', 'passes'],
])('port %d of %s %s: Windows reserves 50000 to 50059', (number, protocol, verdict) => {
  expect(judge('after-start', port(number, protocol)).verdict).toBe(verdict);
});

test('a port in use may belong to the pod that this one replaces', () => {
  const judged = judge('after-start', port(10_248));
  expect([judged.verdict, summaries(judged, 'warns')[0]]).toEqual(['passes', 'port 10248 of the node is in use']);
});

test('a port without a protocol is one of TCP, and one without a number is none', () => {
  expect(judge('after-start', container({ ports: [{ containerPort: 50_000 }] })).verdict).toBe('fails');
  expect(judge('after-start', container({ ports: [{ name: 'a' }] })).verdict).toBe('passes');
});

test('who has a port is told with its address, and nothing is told of lists that are hidden', () => {
  const on = (edit: (facts: FactValues) => void) =>
    judge('after-start', port(10_248), edit).points.flatMap(({ evidence }) => evidence);
  const nameless = on(({ network }) => {
    network.listeners = got([{ address: '0.0.0.0', port: 10_248, pid: 7, process: null }]);
  });
  expect(nameless).toEqual([{ label: 'listener on 0.0.0.0:10248', value: 'a process (pid 7)' }]);
  const hidden = on(({ network }) => {
    network.listeners = denied();
    network.excludedPorts = denied();
  });
  expect(hidden).toEqual([]);
});

test.each([
  ['bind', bind, 0],
  ['fallback', fallback, 1],
  ['volume', six, 1],
])('in-cluster clients find the token only in bind mode: %s', (_mode, node, warned) => {
  expect(summaries(judge('after-start', undefined, node), 'warns')).toHaveLength(warned);
  expect(summaries(judge('after-start', spec({ automountServiceAccountToken: false }), node), 'warns')).toEqual([]);
});

test('cluster names do not resolve, with any dnsPolicy', () => {
  expect(summaries(judge('after-start', undefined)).join()).toContain('do not resolve');
  expect(summaries(judge('after-start', spec({ dnsPolicy: 'ClusterFirstWithHostNet' })), 'warns')).toHaveLength(1);
});

test('in-cluster clients look on the drive of the working directory', () => {
  const on = (workingDir: string) => summaries(judge('after-start', container({ workingDir }), bind), 'warns');
  expect(on('D:\\data')).toEqual([
    'the token is on C:, but clients look for /var/run/secrets/kubernetes.io/serviceaccount on D:, the drive of the working directory',
  ]);
  expect(on('c:\\data')).toEqual([]);
});

test('a projected token volume gets the same answer as the automatic token mount', () => {
  const own = (object: Parameters<ReturnType<typeof spec>>[0]) => {
    spec({ automountServiceAccountToken: false })(object);
    container({ volumeMounts: [{ name: 't', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] })(object);
  };
  expect(summaries(judge('after-start', own, six), 'warns')).toEqual([
    expect.stringMatching(/^the token is only below the mount point/),
  ]);
});

test.each([
  ['bind', bind, 0],
  ['fallback', fallback, 1],
  ['volume', six, 1],
])('a path into a volume is where the program looks for it only in bind mode: %s', (_mode, node, warned) => {
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  const edit = container({ args: ['--file=/data/a.yaml'], volumeMounts });
  const summary = 'the program gets the path /data/a.yaml, but the volume data is only below the mount point';
  expect(summaries(judge('after-start', edit, node), 'warns').filter((one) => one === summary)).toHaveLength(warned);
});

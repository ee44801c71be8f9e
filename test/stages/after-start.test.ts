import { expect, test } from 'vitest';
import { container, spec } from '../pod.ts';
import { bind, fallback, six } from './nodes.ts';
import { judge, summaries } from './subject.ts';

const port = (containerPort: number, protocol = 'TCP') => container({ ports: [{ containerPort, protocol }] });

test.each([
  [9_182, 'TCP', 'passes'],
  [50_059, 'TCP', 'fails'],
  [50_060, 'TCP', 'passes'],
  [50_001, 'UDP', 'passes'],
])('port %d of %s %s: Windows keeps 50000 to 50059 back for itself', (number, protocol, verdict) => {
  expect(judge('after-start', port(number, protocol)).verdict).toBe(verdict);
});

test('a port that somebody listens on may be that of the pod itself, which it would replace', () => {
  const judged = judge('after-start', port(10_248));
  expect([judged.verdict, summaries(judged, 'warns')[0]]).toEqual(['passes', 'port 10248 of the node is in use']);
});

test.each([
  ['bind', bind, 0],
  ['fallback', fallback, 1],
  ['volume', six, 1],
])('clients find their token by themselves in bind mode only: %s', (_mode, node, warned) => {
  expect(summaries(judge('after-start', undefined, node), 'warns')).toHaveLength(warned);
  expect(summaries(judge('after-start', spec({ automountServiceAccountToken: false }), node), 'warns')).toEqual([]);
});

test('names of the cluster do not resolve, whatever the policy', () => {
  expect(summaries(judge('after-start', undefined)).join()).toContain('do not resolve');
  expect(summaries(judge('after-start', spec({ dnsPolicy: 'ClusterFirstWithHostNet' })), 'warns')).toHaveLength(1);
});

test('clients look on the drive of the working directory', () => {
  const on = (workingDir: string) => summaries(judge('after-start', container({ workingDir }), bind), 'warns');
  expect(on('D:\\data')).toEqual([
    'the token is on C:, but clients look for /var/run/secrets/kubernetes.io/serviceaccount on D:, the drive of the working directory',
  ]);
  expect(on('c:\\data')).toEqual([]);
});

test('who mounts a token of the service account itself is told the same as who gets it from kubelet', () => {
  const own = (object: Parameters<ReturnType<typeof spec>>[0]) => {
    spec({ automountServiceAccountToken: false })(object);
    container({ volumeMounts: [{ name: 't', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] })(object);
  };
  expect(summaries(judge('after-start', own, six), 'warns')).toEqual([
    expect.stringMatching(/^the token is only below the mount point/),
  ]);
});

import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('service');
const pod = hostProcessPod('  containers: [{name: a}]', ', labels: {app: agent}, namespace: ops');
const service = (spec: string, namespace = 'ops') =>
  `\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ${namespace}}\nspec: ${spec}\n`;

test('is told once where several files hold it, also to a pod without a namespace', () => {
  const twice = service('{selector: {app: agent}}').repeat(2);
  expect(judge(pod + twice)).toHaveLength(1);
  expect(judge(pod.replace(', namespace: ops', '') + twice)).toHaveLength(1);
});

// kubernetes#126795: the agent of CloudWatch behind a ClusterIP.
test('is warned of where it selects the pods', () => {
  expect(judge(pod + service('{selector: {app: agent}}'))).toEqual([
    '3:25 warn Service web selects these pods: other pods of the same node may not reach them by its address',
  ]);
});

test('may be replaced by the address of the node, by one that is headless, or by ordinary pods', () => {
  const text = pod + service('{selector: {app: agent}}');
  const steps = lint([{ file: 'a', text }], { nodes: anyNode, all: false }).problems.find(
    ({ rule }) => rule === 'service',
  )?.fix?.steps;
  expect(steps?.map(({ say, run = '' }) => say + run)).toEqual([
    // Source: kubernetes.io, "Expose Pod Information to Containers Through Environment Variables".
    expect.stringMatching(
      /^Let clients on the node use its address .*valueFrom: \{fieldRef: \{fieldPath: status\.hostIP\}\}$/s,
    ),
    expect.stringMatching(/Prometheus or another program outside of the node .* headless: clusterIP: None\.$/),
    'Or serve pods of the node from a DaemonSet of ordinary pods.',
  ]);
});

test.each([
  ['it has no address', '{selector: {app: agent}, clusterIP: None}', 'ops'],
  ['it selects others', '{selector: {app: other}}', 'ops'],
  ['it selects by more', '{selector: {app: agent, tier: a}}', 'ops'],
  ['it is in another namespace', '{selector: {app: agent}}', 'web'],
  ['it selects none', '{type: ExternalName, externalName: example.net}', 'ops'],
])('is no trouble if %s', (_, spec, namespace) => {
  expect(judge(pod + service(spec, namespace))).toEqual([]);
});

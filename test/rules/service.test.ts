import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

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

test.each([
  ['it has no address', '{selector: {app: agent}, clusterIP: None}', 'ops'],
  ['it selects others', '{selector: {app: other}}', 'ops'],
  ['it selects by more', '{selector: {app: agent, tier: a}}', 'ops'],
  ['it is in another namespace', '{selector: {app: agent}}', 'web'],
  ['it selects none', '{type: ExternalName, externalName: example.net}', 'ops'],
])('is no trouble if %s', (_, spec, namespace) => {
  expect(judge(pod + service(spec, namespace))).toEqual([]);
});

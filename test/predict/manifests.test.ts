import { expect, test } from 'vitest';
import { predictManifests } from '../../agent/predict/manifests.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { six } from '../stages/nodes.ts';

const object = (name: string, options: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'hpc' },
  spec: { ...podWith().spec, securityContext: { windowsOptions: options } },
});
const right = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
const textOf = (...objects: object[]) => objects.map((one) => JSON.stringify(one)).join('\n---\n');

test('predicts each pod on every node', () => {
  const input = { file: 'a.yaml', text: textOf(object('one', right), object('two', right)) };
  const { predictions } = predictManifests([input], [snapshotWith(), snapshotWith(six)]);
  expect(predictions.map(({ pod, mode }) => [pod.name, mode])).toEqual([
    ['one', 'bind'],
    ['one', 'volume'],
    ['two', 'bind'],
    ['two', 'volume'],
  ]);
});

test('a namespace in one file applies to the pods in all files, in any order', () => {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'hpc', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
  const inputs = [
    { file: 'pod.yaml', text: textOf(object('one', right)) },
    { file: 'namespace.yaml', text: textOf(namespace) },
  ];
  expect(predictManifests(inputs, [snapshotWith()]).predictions[0]?.stopsAt).toBe('admission');
});

test('names pods that are not HostProcess pods, and inputs that could not be read', () => {
  const input = { file: 'a.yaml', text: `${textOf(object('web', {}))}\n---\na: [\n` };
  const { predictions, passedOver, troubles } = predictManifests([input], [snapshotWith()]);
  expect(predictions).toEqual([]);
  expect(passedOver).toEqual(['a.yaml: Pod hpc/web is not a HostProcess pod']);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(/^a\.yaml:\d+:\d+: not YAML: /);
});

import { expect, test } from 'vitest';
import { lackOf } from '../../agent/stage/needed-objects.ts';
import type { Reference } from '../../agent/stage/references.ts';
import { commandsOf, faultsOf } from '../fix.ts';

const fixFor = (reference: Partial<Reference>, key: string | null = null) =>
  lackOf({ kind: 'Secret', name: 'tls', keys: [], use: 'volume', by: 'tls', ...reference }, { key }, 'monitoring').fix;

test.each<[Partial<Reference>, string]>([
  [{ kind: 'ServiceAccount', name: 'reader' }, 'kubectl create serviceaccount reader --namespace monitoring'],
  [{ kind: 'Namespace', name: 'tools' }, 'kubectl create namespace tools'],
  [{}, 'kubectl create secret generic tls --namespace monitoring --from-file=<file>'],
  [
    { keys: ['a', 'b.c'] },
    'kubectl create secret generic tls --namespace monitoring --from-file=a=<file> --from-file=b.c=<file>',
  ],
  [
    { name: 'registry', use: 'pull' },
    'kubectl create secret generic registry --namespace monitoring --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=<file>',
  ],
  [
    { kind: 'ConfigMap', name: 'settings', keys: ['mode'] },
    'kubectl create configmap settings --namespace monitoring --from-file=mode=<file>',
  ],
  [{ kind: 'PriorityClass', name: 'high' }, 'kubectl create priorityclass high --value=<number>'],
  [{ kind: 'PersistentVolumeClaim', name: 'data' }, 'kubectl get persistentvolumeclaim --namespace monitoring'],
  [{ kind: 'RuntimeClass', name: 'windows' }, 'kubectl get runtimeclass'],
])('what the cluster does not have is created by a command: %j', (reference, command) => {
  const fix = fixFor(reference);
  expect(commandsOf(fix)).toEqual([command]);
  expect(faultsOf(fix)).toEqual([]);
});

test('shows afterwards that the object is there', () => {
  expect(fixFor({}).verify?.run).toBe('kubectl get secret tls --namespace monitoring');
  expect(fixFor({ kind: 'PriorityClass', name: 'high' }).verify?.run).toBe('kubectl get priorityclass high');
});

test('a missing key is added to the object that the cluster has', () => {
  const fix = fixFor({}, 'tls.crt');
  expect(commandsOf(fix)).toEqual(['kubectl edit secret tls --namespace monitoring']);
  expect(fix.verify?.run).toBe('kubectl describe secret tls --namespace monitoring');
  expect(faultsOf(fix)).toEqual([]);
});

test('a name that no object can have gets into no command', () => {
  const fix = fixFor({ name: 'tls; rm -r .' });
  expect(commandsOf(fix)).toEqual([]);
  expect(fix.verify).toBeUndefined();
});

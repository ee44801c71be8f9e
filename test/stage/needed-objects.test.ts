import { expect, test } from 'vitest';
import { lackOf } from '../../agent/stage/needed-objects.ts';
import type { Reference } from '../../agent/stage/references.ts';
import { commandsOf, faultsOf } from '../fix.ts';

const fixFor = (reference: Partial<Reference>, key: string | null = null) =>
  lackOf({ kind: 'Secret', name: 'tls', keys: [], use: 'volume', by: 'tls', ...reference }, { key }, 'monitoring').fix;

test.each<[Partial<Reference>, string, string?]>([
  [
    { kind: 'ServiceAccount', name: 'reader' },
    'kubectl create serviceaccount reader --namespace monitoring',
    'Create the service account or name another.',
  ],
  [{ kind: 'Namespace', name: 'tools' }, 'kubectl create namespace tools'],
  [
    {},
    'kubectl create secret generic tls --namespace monitoring --from-file=<file>',
    'Create the secret from files, where <file> is the path of the file with the value.',
  ],
  [
    { keys: ['a', 'b.c'] },
    'kubectl create secret generic tls --namespace monitoring --from-file=a=<file> --from-file=b.c=<file>',
  ],
  [
    { name: 'registry', use: 'pull' },
    'kubectl create secret generic registry --namespace monitoring --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=<file>',
    'Create the secret from the config.json that docker login writes, whose path is <file>.',
  ],
  [
    { kind: 'ConfigMap', name: 'settings', keys: ['mode'] },
    'kubectl create configmap settings --namespace monitoring --from-file=mode=<file>',
  ],
  [{ kind: 'PriorityClass', name: 'high' }, 'kubectl get priorityclass'],
  [{ kind: 'PersistentVolumeClaim', name: 'data' }, 'kubectl get persistentvolumeclaim --namespace monitoring'],
  [
    { kind: 'RuntimeClass', name: 'windows' },
    'kubectl get runtimeclass',
    'Name a runtime class that is in this list, or apply a manifest that creates the runtime class windows.',
  ],
])('what the cluster does not have is created by a command: %j', (reference, command, say) => {
  const fix = fixFor(reference);
  if (say !== undefined) expect(fix.steps[0]?.say).toBe(say);
  expect(commandsOf(fix)).toEqual([command]);
  expect(faultsOf(fix)).toEqual([]);
});

test('shows afterwards that the object is there', () => {
  expect(fixFor({}).verify?.run).toBe('kubectl get secret tls --namespace monitoring');
  expect(fixFor({}).verify?.expect).toBe('It lists the object.');
  expect(fixFor({ kind: 'PriorityClass', name: 'high' }).verify?.run).toBe('kubectl get priorityclass high');
});

test('a missing key is added to the object that the cluster has', () => {
  const fix = fixFor({}, 'tls.crt');
  expect(commandsOf(fix)).toEqual(['kubectl edit secret tls --namespace monitoring']);
  expect(fix.verify?.run).toBe('kubectl describe secret tls --namespace monitoring');
  expect(fix.verify?.expect).toBe('It lists the key.');
  // Source: k8s.io/api core/v1, Secret.stringData.
  expect(fix.steps[0]?.say).toMatch(
    /the key tls\.crt to the secret tls under stringData, which takes the value as plain text\.$/,
  );
  expect(fixFor({ kind: 'ConfigMap' }, 'a').steps[0]?.say).toMatch(/the config map tls under data\.$/);
  expect(faultsOf(fix)).toEqual([]);
});

test('a name that no object can have gets into no command', () => {
  const fix = fixFor({ name: 'tls; rm -r .' });
  expect(commandsOf(fix)).toEqual([]);
  expect(fix.verify).toBeUndefined();
  expect(fix.steps[0]?.say).toBe('Name another secret, because no object can have the name tls; rm -r ..');
});

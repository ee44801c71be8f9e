import { expect, test } from 'vitest';
import { referencesOf } from '../../agent/stage/references.ts';
import { container, podWith, spec } from '../pod.ts';

type Place = (optional: object) => Parameters<typeof podWith>[0];

/** Every way of a pod to take something from a Secret or a ConfigMap. */
const places: Readonly<Record<string, Place>> = {
  'a variable from a Secret': (optional) =>
    container({ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'one', key: 'a', ...optional } } }] }),
  'a variable from a ConfigMap': (optional) =>
    container({ env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'one', key: 'a', ...optional } } }] }),
  'all variables of a Secret': (optional) => container({ envFrom: [{ secretRef: { name: 'one', ...optional } }] }),
  'all variables of a ConfigMap': (optional) =>
    container({ envFrom: [{ configMapRef: { name: 'one', ...optional } }] }),
  'a volume of a Secret': (optional) => mounted({ secret: { secretName: 'one', ...optional } }),
  'a volume of a ConfigMap': (optional) => mounted({ configMap: { name: 'one', ...optional } }),
  'a projected Secret': (optional) => mounted({ projected: { sources: [{ secret: { name: 'one', ...optional } }] } }),
  'a projected ConfigMap': (optional) =>
    mounted({ projected: { sources: [{ configMap: { name: 'one', ...optional } }] } }),
};

function mounted(source: object): Parameters<typeof podWith>[0] {
  return (pod) => {
    pod.spec.volumes = [{ name: 'data', ...source }];
    pod.spec.containers[0].volumeMounts = [{ name: 'data', mountPath: '/data' }];
  };
}

// Source: kubernetes api/core/v1 types.go: each of these sources has a field optional, and is needed without it.
test.each(Object.entries(places))('%s is needed, unless it is optional', (_, place) => {
  const named = (optional: object) =>
    referencesOf(podWith(place(optional))).filter(({ name }) => name === 'one').length;
  expect(named({})).toBe(1);
  expect(named({ optional: false })).toBe(1);
  expect(named({ optional: true })).toBe(0);
});

test('an object that nothing names is not needed', () => {
  expect(referencesOf(podWith(spec({ volumes: [] }))).filter(({ name }) => name === 'one')).toEqual([]);
});

// Source: kubernetes.io, Configure Service Accounts for Pods; plugin/pkg/admission/serviceaccount; pkg/apis/scheduling/helpers.go.
test('what every namespace or every cluster has by itself is not looked for', () => {
  const named = (fields: Record<string, unknown>) => referencesOf(podWith(spec(fields))).map(({ name }) => name);
  expect(named({ serviceAccountName: 'default' })).toEqual([]);
  expect(named({ serviceAccount: 'default' })).toEqual([]);
  expect(named({ serviceAccountName: 'own', serviceAccount: 'older' })).toEqual(['own']);
  for (const part of ['cluster', 'node']) expect(named({ priorityClassName: `system-${part}-critical` })).toEqual([]);
  expect(named({ priorityClassName: 'system-node-critical-2' })).toEqual(['system-node-critical-2']);
});

// Source: k8s.io/api core/v1 types.go, EnvVar: value and valueFrom exclude each other, and a given value is used.
test('of a variable with a value nothing else is needed', () => {
  const valueFrom = { secretKeyRef: { name: 'one', key: 'a' } };
  const needed = (value: string | undefined) =>
    referencesOf(podWith(container({ env: [{ name: 'X', value, valueFrom }] }))).length;
  expect(['x', '', undefined].map(needed)).toEqual([0, 1, 1]);
});

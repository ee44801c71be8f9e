import { expect, test } from 'vitest';
import type { Path } from '../../agent/manifest/path.ts';
import { valueIn } from '../../agent/manifest/path.ts';
import { podSpec, readLenient } from '../../agent/manifest/spec.ts';

const read = (spec: unknown) => readLenient(podSpec, spec);
/** A value at the end of a path, in the maps and lists around it. */
const at = (path: Path, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);

/** Fields that rules, stages and fixes read. Source of their types: k8s.io/api core/v1 types.go. */
const texts: readonly Path[] = [
  ...['hostnameOverride', 'dnsPolicy', 'nodeName', 'serviceAccountName'].map((field) => [field]),
  ['os', 'name'],
  ...['hostIP', 'protocol', 'name'].map((field) => ['containers', 0, 'ports', 0, field]),
  ...['subPath', 'subPathExpr'].map((field) => ['containers', 0, 'volumeMounts', 0, field]),
  ...['image', 'workingDir'].map((field) => ['ephemeralContainers', 0, field]),
  ...['exec', 'httpGet', 'tcpSocket'].map((kind) => [
    'containers',
    0,
    'startupProbe',
    kind,
    kind === 'exec' ? 'x' : 'host',
  ]),
  ...['runAsUserName', 'gmsaCredentialSpec', 'gmsaCredentialSpecName'].map((field) => [
    'securityContext',
    'windowsOptions',
    field,
  ]),
  ...['key', 'operator', 'value', 'effect'].map((field) => ['tolerations', 0, field]),
  ['volumes', 0, 'hostPath', 'type'],
].filter((path) => path.at(-1) !== 'x');
const flags: readonly Path[] = [
  ...['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace', 'automountServiceAccountToken'].map(
    (field) => [field],
  ),
  ['securityContext', 'runAsNonRoot'],
  ['initContainers', 0, 'securityContext', 'runAsNonRoot'],
  ['containers', 0, 'securityContext', 'windowsOptions', 'hostProcess'],
  ['containers', 0, 'volumeMounts', 0, 'readOnly'],
];
const numbers: readonly Path[] = [
  ['terminationGracePeriodSeconds'],
  ...['containerPort', 'hostPort'].map((field) => ['containers', 0, 'ports', 0, field]),
];

test.each([
  ...texts.map((path) => [path, 'x', 7] as const),
  ...flags.map((path) => [path, true, 'true'] as const),
  ...numbers.map((path) => [path, 7, 7.5] as const),
])('%j is read as %j, and %j, which the API server cannot read, as if it were missing', (path, right, wrong) => {
  expect(valueIn(read(at(path, right)), path)).toBe(right);
  expect(valueIn(read(at(path, wrong)), path)).toBeUndefined();
  expect(valueIn(read(at(path, null)), path)).toBeUndefined();
});

const lists: readonly Path[] = [
  ...['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'tolerations'].map((field) => [field]),
  ...['command', 'args', 'env', 'ports', 'volumeMounts'].map((field) => ['containers', 0, field]),
  ['containers', 0, 'lifecycle', 'postStart', 'exec', 'command'],
  ['volumes', 0, 'projected', 'sources'],
  ...['podAffinity', 'podAntiAffinity'].map((field) => [
    'affinity',
    field,
    'requiredDuringSchedulingIgnoredDuringExecution',
  ]),
  ...['matchExpressions', 'matchFields'].map((field) => [
    ...['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
    ...[0, field],
  ]),
];
test.each(lists)('%s.%s%s and so on: a list that is none is an empty one', (...path) => {
  expect(valueIn(read(at(path, {})), path)).toEqual([]);
  expect(valueIn(read(at(path.slice(0, -1), {})), path)).toEqual([]);
});

test('a field that nothing here reads stays as it is', () => {
  const spec = { priority: 7, containers: [{ tty: 'yes', name: 'a' }], schedulerName: { a: 1 } };
  expect(read(spec)).toMatchObject(spec);
  expect(
    read(JSON.parse('{"containers": [{"__proto__": {"image": "x"}, "name": "a"}]}')).containers[0]?.image,
  ).toBeUndefined();
});

test('an item that does not fit leaves the others at their places', () => {
  const { containers } = read({ containers: ['x', { name: 'b', command: ['a', null, 7] }] });
  expect(containers.map(({ name }) => name)).toEqual(['', 'b']);
  expect(containers[1]?.command).toEqual(['a', '', '']);
});

test('in a map of texts only texts are, by any name but one', () => {
  expect(read({ nodeSelector: { a: 'x', b: 7, c: null } }).nodeSelector).toEqual({ a: 'x' });
  expect(Object.keys(read(JSON.parse('{"nodeSelector": {"__proto__": "x", "a": "y"}}')).nodeSelector)).toEqual(['a']);
  const bare = Object.assign(Object.create(null), { a: 'x' });
  expect(read({ nodeSelector: bare }).nodeSelector).toEqual({ a: 'x' });
  expect(read({ nodeSelector: new Map([['a', 'x']]) }).nodeSelector).toEqual({});
});

test('what is null in an item of a list is missing there too', () => {
  const [container] = read({
    containers: [{ name: null, tty: null, ports: [{ hostPort: null, a: undefined }] }],
  }).containers;
  expect(container).toMatchObject({ name: '', ports: [{}] });
  expect(container).not.toHaveProperty('tty');
  expect(Object.keys(container?.ports[0] ?? {})).toEqual([]);
  expect(read({ terminationGracePeriodSeconds: 2 ** 53 }).terminationGracePeriodSeconds).toBeUndefined();
});

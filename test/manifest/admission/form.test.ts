import { expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';
import {
  amountOf,
  descendingFaults,
  fileFaults,
  onlyOne,
  portNameFaults,
} from '../../../agent/manifest/admission/form.ts';
import { linuxFieldsOf } from '../../../agent/manifest/admission/linux-fields.ts';
import { metadataFaults, namespaceFaults } from '../../../agent/manifest/admission/metadata.ts';
import { podSpec, readLenient } from '../../../agent/manifest/spec.ts';

// Source: k8s.io/apimachinery pkg/util/validation validation_test.go, IsValidPortName.
test('the name of a port', () => {
  for (const name of ['a', '80a', 're-mail-ck-is1', 'a'.repeat(15)])
    expect([name, portNameFaults(name)]).toEqual([name, []]);
  for (const name of ['', '80', 'A', 'a--b', '-a', 'a-', 'a_b', 'a'.repeat(16)])
    expect([name, portNameFaults(name).length]).toEqual([name, 1]);
});

// Source: pkg/apis/core/validation, validateLocalDescendingPath and validateLocalNonReservedPath.
test('a path inside a volume, and of a file that the kubelet writes', () => {
  for (const path of ['a', 'a/b', '.a', './a', 'a..b'])
    expect([...descendingFaults(path), ...fileFaults(path)]).toEqual([]);
  for (const path of ['/a', 'a/../b', 'a/..']) expect(descendingFaults(path)).toHaveLength(1);
  expect([descendingFaults('..a'), fileFaults('..a')]).toEqual([[], ['must not start with ..']]);
});

// Source: k8s.io/apimachinery pkg/api/resource quantity.go, suffixes.
test('the suffix of a quantity counts in tens or in twos', () => {
  for (const [at, suffix] of ['k', 'M', 'G', 'T', 'P', 'E'].entries()) {
    expect(amountOf(`2${suffix}`)).toBe(2 * 1000 ** (at + 1));
    expect(amountOf(`2${suffix.toUpperCase()}i`)).toBe(2 * 1024 ** (at + 1));
  }
  expect(['1500m', '1e3', '1E3', '.5', '-2', ' 7 ', null, 3].map(amountOf)).toEqual([
    1.5, 1000, 1000, 0.5, -2, 7, 0, 3,
  ]);
  expect(['5u', '5n'].map(amountOf)).toEqual([expect.closeTo(5e-6, 12), expect.closeTo(5e-9, 15)]);
  for (const none of ['', 'x', '1ki', '1K', '1 G', '1.5.2', true, {}]) expect(amountOf(none)).toBeNull();
});

test('of several sources each but the first is refused, and none is asked for', () => {
  const said = (form: ReturnType<typeof onlyOne>, fields: object) => {
    const all: unknown[] = [];
    form({ fields, path: [], pod: {}, volumes: new Set(), kubernetes: 34 } as never, (at, words) =>
      all.push([at, words]),
    );
    return all;
  };
  expect(said(onlyOne('a', 'b', 'c'), { c: 1, a: 1, b: null })).toEqual([['c', 'Forbidden: not together with a']]);
  expect(said(onlyOne('a', 'b'), {})).toEqual([[[], 'Required value: one of a, b']]);
  expect(said(onlyOne(), {})).toEqual([[[], 'Required value: one source']]);
});

/** What is said of a pod with these fields. */
const faultsOf = (spec: object, kubernetes = 34, object: object = {}) =>
  fieldFaults(
    { spec: { containers: [{ name: 'a', image: 'r/a:1' }], ...spec }, ...object },
    { kind: 'Pod', template: [], kubernetes },
  ).map(({ message, severity }) => `${severity} ${message}`);

// Source: k8s.io/api core/v1 types.go and the tags v1.25.0 to v1.36.0: fields that came.
test('a field of another version is told with that version, one that nobody has with what is near', () => {
  const [newer] = faultsOf({ hostnameOverride: 'a' }, 25);
  expect(newer).toMatch(/^error unknown field "spec\.hostnameOverride": it is new in 1\.\d\d$/);
  expect(faultsOf({ hostNetwerk: true })).toEqual([
    'error unknown field "spec.hostNetwerk": did you mean hostNetwork?',
  ]);
  expect(faultsOf({ hostNetwerk: true }, 34, { metadata: { uid: 'x' } })).toEqual([]);
  expect(faultsOf({ hostnameOverride: 'a' }, 25, { metadata: { uid: 'x' } })).toEqual([newer]);
  expect(faultsOf({ HOSTPROCESS: true, windowsoptions: {} })).toEqual([]);
});

test('a value of the wrong type is told in words, with the value', () => {
  const long = 'x'.repeat(100);
  expect(faultsOf({ hostNetwork: long })[0]).toContain(
    `must be true or false, but is the text ${JSON.stringify('x'.repeat(80))}`,
  );
  expect(faultsOf({ nodeName: 7 })[0]).toMatch(/must be text, but is 7: put it in quotes$/);
  expect(faultsOf({ priority: 2 ** 31 })[0]).toMatch(/must be a whole number, but is 2147483648$/);
  expect(faultsOf({ priority: 2 ** 31 - 1 })).toEqual([]);
  expect(faultsOf({ overhead: { cpu: 'x' } })[0]).toMatch(
    /must be a quantity, such as 500m or 1Gi, but is the text "x"$/,
  );
  expect(faultsOf({ nodeSelector: [] })[0]).toMatch(/must be a map of texts, but is a list$/);
  expect(faultsOf({ containers: {} })[0]).toMatch(/must be a list, but is a map of fields$/);
});

// Source: kubernetes.io/docs/reference/labels-annotations-taints, deprecated labels and what to use.
test.each([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
])('the label %s is now %s', (label, now) => {
  const said = [`info spec.nodeSelector[${label}]: ${label} is deprecated; use ${now}`];
  expect(faultsOf({ nodeSelector: { [label]: 'x' } })).toEqual(said);
  expect(faultsOf({ nodeSelector: { [now]: 'x' } })).toEqual([]);
});

// Source: k8s.io/pod-security-admission api/helpers.go: three modes, and a version of each.
test.each(['enforce', 'audit', 'warn'])('the mode %s of Pod Security has a level and a version', (mode) => {
  const key = `pod-security.kubernetes.io/${mode}`;
  for (const level of ['privileged', 'baseline', 'restricted']) expect(namespaceFaults({ [key]: level })).toEqual([]);
  for (const version of ['latest', 'v1.34']) expect(namespaceFaults({ [`${key}-version`]: version })).toEqual([]);
  expect(namespaceFaults({ [key]: 'lax', [`${key}-version`]: '1.34' }).map((one) => one.key)).toEqual([
    key,
    `${key}-version`,
  ]);
});

test('the longest name of any kind, and what may be before a generated end', () => {
  const of = (metadata: object, kind = 'DaemonSet') =>
    metadataFaults({ metadata }, { kind, template: [], kubernetes: 34 }).map(({ message }) => message);
  expect(of({ name: 'a'.repeat(253) }, 'CronJob')[0]).toContain('must have at most 52 characters');
  expect(of({ name: 'a'.repeat(253) })).toEqual([]);
  expect(of({ generateName: 'a.-' })).toHaveLength(0);
  expect(of({ generateName: '-' })).toHaveLength(1);
});

// Source: pkg/apis/core/validation validateWindows.
test('fields of Linux, an empty list of sysctls apart', () => {
  const at = (spec: object) => linuxFieldsOf({ spec: readLenient(podSpec, spec) }).map((path) => path.join('.'));
  expect(at({ securityContext: { sysctls: [] }, hostPID: false, hostIPC: false })).toEqual([]);
  expect(at({ securityContext: { sysctls: [{ name: 'a' }], supplementalGroupsPolicy: 'Merge' } })).toEqual([
    'spec.securityContext.sysctls',
    'spec.securityContext.supplementalGroupsPolicy',
  ]);
  expect(at({ hostPID: true, hostIPC: true, hostUsers: false, shareProcessNamespace: false })).toEqual(
    ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'].map((field) => `spec.${field}`),
  );
});

import { expect, test } from 'vitest';
import { metadataFaults, namespaceFaults } from '../../../agent/manifest/admission/metadata.ts';

const of = (metadata: object, kind = 'DaemonSet', kubernetes = 34) =>
  metadataFaults({ metadata: { name: 'a', ...metadata } }, { kind, template: ['spec', 'template'], kubernetes }).map(
    ({ message }) => message,
  );

// Source: the cases of k8s.io/apimachinery pkg/util/validation/validation_test.go at v0.34.2, by class.
test.each([
  'simple',
  'now-with-dashes',
  '1-starts-with-num',
  '1234',
  'simple/simple',
  'now.with.dots/Uppercase_1',
  'a'.repeat(63),
])('the label key %s is allowed', (key) => {
  expect(of({ labels: { [key]: '' } })).toEqual([]);
});

test.each(['nospecialchars%^=@', '-bad', '/name', 'example.com/', 'Example.com/a', 'a/b/c', 'a'.repeat(64)])(
  'the label key %s is refused',
  (key) => {
    expect(of({ labels: { [key]: 'a' } })).toEqual([
      expect.stringContaining(`: Invalid value: "${key}": must be a name of`),
    ]);
  },
);

test('label values have a form, also those of a template', () => {
  expect(of({ labels: { a: 'x y', b: '', c: '1.2_3-4', d: 'a'.repeat(64) } })).toEqual([
    expect.stringContaining('metadata.labels.a: Invalid value: "x y": must be at most 63 letters'),
    expect.stringContaining('metadata.labels.d: Invalid value: "aaa'),
  ]);
  const template = { metadata: { labels: { app: 'x/y' } } };
  const value = { metadata: { name: 'a' }, spec: { template } };
  expect(metadataFaults(value, { kind: 'DaemonSet', template: ['spec', 'template'], kubernetes: 34 })).toEqual([
    {
      kind: 'metadata',
      severity: 'error',
      path: ['spec', 'template', 'metadata', 'labels', 'app'],
      message: expect.stringContaining('spec.template.metadata.labels.app: Invalid value: "x/y": must be'),
    },
  ]);
});

test('names of workloads and namespaces are held to their forms', () => {
  expect(of({ name: 'A_b' })[0]).toContain('metadata.name: Invalid value: "A_b": must be at most 253 lower-case');
  expect(of({ name: 'a'.repeat(53) }, 'CronJob')[0]).toContain('must have at most 52 characters');
  expect(of({ name: 'a'.repeat(64) }, 'Job')[0]).toContain('must have at most 63 characters');
  expect(of({ name: 'a'.repeat(63) }, 'Job')).toEqual([]);
  expect(of({ name: 'a.b', namespace: 'a.b' })).toEqual([
    expect.stringContaining('metadata.namespace: Invalid value: "a.b": must be at most 63 lower-case'),
  ]);
  expect(of({ name: 'a', namespace: 'kube-system', labels: null })).toEqual([]);
});

test('the name of a StatefulSet is a label since 1.27, that of other workloads is not, and a long one fails its pods', () => {
  expect(of({ name: 'a.b' }, 'StatefulSet', 27)).toEqual([expect.stringContaining('Invalid value: "a.b"')]);
  for (const [kind, kubernetes] of [
    ['StatefulSet', 26],
    ['Deployment', 36],
    ['Job', 36],
  ] as const) {
    expect(of({ name: 'a.b' }, kind, kubernetes)).toEqual([]);
  }
  expect(of({ name: 'a'.repeat(52) }, 'StatefulSet')).toEqual([]);
  expect(of({ name: 'a'.repeat(53) }, 'StatefulSet')).toEqual([
    expect.stringContaining('its pods may be refused: the label controller-revision-hash'),
  ]);
});

test('an object has a name, or a prefix of one, which may end in a hyphen', () => {
  const nameless = ['metadata.name: Required value: name or generateName'];
  expect(of({ name: null })).toEqual(nameless);
  expect(of({ name: '' }, 'Pod')).toEqual(nameless);
  for (const generateName of ['a-', 'a.b-', 'a']) expect(of({ name: null, generateName })).toEqual([]);
  for (const kind of ['Pod', 'Job']) {
    expect(of({ name: null, generateName: 'Agent-' }, kind)).toEqual([
      expect.stringContaining('metadata.generateName: Invalid value: "Agent-"'),
    ]);
  }
});

test('a namespace has levels and versions that Pod Security knows', () => {
  const label = 'pod-security.kubernetes.io/enforce';
  expect(namespaceFaults({ [label]: 'privileged', [`${label}-version`]: 'v1.34', a: 'b' })).toEqual([]);
  const wrong = namespaceFaults({ [label]: 'priviledged', [`${label}-version`]: '1.34' });
  expect(wrong.map(({ key }) => key)).toEqual([label, `${label}-version`]);
  expect(wrong[0]?.message).toContain('Unsupported value: "priviledged": supported values: "privileged"');
});

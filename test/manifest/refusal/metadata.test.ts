import { expect, test } from 'vitest';
import { metadataFaults } from '../../../agent/manifest/refusal/metadata.ts';

const of = (metadata: object, kind = 'DaemonSet', kubernetes = 34) =>
  metadataFaults({ metadata: { name: 'a', ...metadata } }, { kind, template: ['spec', 'template'], kubernetes }).map(
    ({ message }) => message,
  );
const inTemplate = (labels: unknown, kubernetes = 34) =>
  metadataFaults(
    { metadata: { name: 'a' }, spec: { template: { metadata: { labels } } } },
    { kind: 'DaemonSet', template: ['spec', 'template'], kubernetes },
  );

const value =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

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

test.each([
  ['nospecialchars%^=@', 'name part must consist of'],
  ['-bad', 'name part must consist of'],
  ['/name', 'prefix part must be non-empty'],
  ['example.com/', 'name part must be non-empty'],
  ['Example.com/a', 'prefix part a lowercase RFC 1123 subdomain must consist of'],
  ['a/b/c', 'a qualified name must consist of'],
  ['a'.repeat(64), 'name part must be no more than 63 characters'],
])('the label key %s is refused', (key, words) => {
  expect(of({ labels: { [key]: 'a' } }).join()).toContain(`metadata.labels: Invalid value: "${key}": ${words}`);
});

test('label values are refused in the words of the API server, of a template by the path that it names', () => {
  expect(of({ labels: { a: 'x y', b: '', c: '1.2_3-4' } })).toEqual([
    `metadata.labels: Invalid value: "x y": ${value}`,
  ]);
  expect(of({ labels: { a: 'a'.repeat(64) } })).toEqual([
    `metadata.labels: Invalid value: "${'a'.repeat(64)}": must be no more than 63 characters`,
  ]);
  expect(inTemplate({ app: 'x/y' })).toEqual([
    {
      kind: 'metadata',
      severity: 'error',
      path: ['spec', 'template', 'metadata', 'labels', 'app'],
      message: `spec.template.labels: Invalid value: "x/y": ${value}`,
    },
  ]);
});

test('values of another type are reported as the decoder of the API server does', () => {
  expect(of({ labels: { a: true } })[0]).toContain(
    'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
  );
  expect(inTemplate({ a: 1 })[0]?.message).toContain(
    'json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.labels of type string',
  );
  expect(of({ name: 5 })[0]).toContain(
    'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string',
  );
});

test('names of workloads and namespaces are held to their forms', () => {
  expect(of({ name: 'A_b' })[0]).toContain('metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain');
  expect(of({ name: 'a'.repeat(53) }, 'CronJob')[0]).toContain('must be no more than 52 characters');
  expect(of({ name: 'a.b', namespace: 'a.b' })).toEqual([
    expect.stringContaining('metadata.namespace: Invalid value: "a.b": a lowercase RFC 1123 label'),
  ]);
  expect(of({ name: 'a', namespace: 'kube-system', labels: null })).toEqual([]);
});

test('API servers since 1.35 count the bytes of labels, and say so of labels alone', () => {
  const long = 'a'.repeat(64);
  const wrong = { labels: { [long]: '', b: long, 'c/d/e': '' } };
  const [older, newer] = [34, 35].map((kubernetes) => of(wrong, 'DaemonSet', kubernetes));
  expect(older?.join()).toMatch(
    /name part must be no more than 63 characters.*no more than 63 characters.*a qualified name/s,
  );
  expect(newer?.join()).toMatch(/name part must be no more than 63 bytes.*no more than 63 bytes.*a valid label key/s);
  expect(of({ namespace: long }, 'DaemonSet', 36)).toEqual([
    `metadata.namespace: Invalid value: "${long}": must be no more than 63 characters`,
  ]);
});

test('the name of a StatefulSet is a label since 1.27, and that of other workloads is not', () => {
  const label = 'metadata.name: Invalid value: "a.b": a lowercase RFC 1123 label must consist of';
  expect(of({ name: 'a.b' }, 'StatefulSet', 27)).toEqual([expect.stringContaining(label)]);
  for (const [kind, kubernetes] of [
    ['StatefulSet', 26],
    ['Deployment', 36],
    ['Job', 36],
  ] as const) {
    expect(of({ name: 'a.b' }, kind, kubernetes)).toEqual([]);
  }
});

test('an object has a name, or a prefix of one, which may end in a hyphen', () => {
  const nameless = ['metadata.name: Required value: name or generateName is required'];
  expect(of({ name: null })).toEqual(nameless);
  expect(of({ name: '' }, 'Pod')).toEqual(nameless);
  for (const generateName of ['a-', 'a.b-', 'a']) expect(of({ name: null, generateName })).toEqual([]);
  for (const kind of ['Pod', 'Job']) {
    expect(of({ name: null, generateName: 'Agent-' }, kind)).toEqual([
      expect.stringContaining('metadata.generateName: Invalid value: "Agent-": a lowercase RFC 1123 subdomain'),
    ]);
  }
});

import { describe, expect, test } from 'vitest';
import type { Pod } from '../agent/manifest/pod.ts';
import { type Input, type Item, readAround, readManifests, type Trouble } from '../agent/manifest.ts';

const read = (text: string): Item[] => [...readManifests({ file: 'a.yaml', text })];
const podsOf = (items: readonly Item[]): Pod[] => items.flatMap((item) => (item.is === 'pod' ? [item.pod] : []));
const troublesOf = (items: readonly Item[]): Trouble[] =>
  items.flatMap((item) => (item.is === 'trouble' ? [item.trouble] : []));
const only = (text: string): Pod => {
  const [pod, ...more] = podsOf(read(text));
  if (pod === undefined || more.length > 0) throw new Error(`${more.length} pods more than one in:\n${text}`);
  return pod;
};

const spec = (indent: number) =>
  ['spec:', '  hostNetwork: true', '  containers:', '    - name: agent', '      image: agent:1']
    .map((line) => ' '.repeat(indent) + line)
    .join('\n');

describe('every kind of object with a pod', () => {
  test.each([
    ['v1', 'Pod', spec(0), 5],
    ...['DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet'].map(
      (kind) => ['apps/v1', kind, `spec:\n  template:\n${spec(4)}`, 7] as const,
    ),
    ['batch/v1', 'Job', `spec:\n  template:\n${spec(4)}`, 7],
    ['batch/v1', 'CronJob', `spec:\n  jobTemplate:\n    spec:\n      template:\n${spec(8)}`, 9],
  ] as const)('%s %s', (apiVersion, kind, body, line) => {
    const pod = only(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: agent, namespace: ops }\n${body}\n`);
    expect(pod).toMatchObject({ kind, name: 'agent', namespace: 'ops', spec: { hostNetwork: true } });
    expect(pod.at(['spec', 'hostNetwork']).line).toBe(line);
    expect(pod.spec.containers).toMatchObject([{ name: 'agent', image: 'agent:1' }]);
  });

  test('lists, and lists in lists, are opened', () => {
    const list = {
      kind: 'List',
      items: [{ kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }] }],
    };
    expect(podsOf(read(JSON.stringify(list))).map(({ name }) => name)).toEqual(['a']);
  });

  test('items of a list of one kind need not say it', () => {
    const list = { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' }, spec: {} }] };
    expect(only(JSON.stringify(list))).toMatchObject({ kind: 'Pod', name: 'a' });
  });

  test('all else is reported by its kind', () => {
    expect(read('kind: Service\n---\nkind: DaemonSet\napiVersion: apps.example.io/v1\n---\nreplicas: 3\n')).toEqual([
      { is: 'other', kind: 'Service', object: null },
      { is: 'other', kind: 'DaemonSet', object: null },
      { is: 'other', kind: 'object without a kind', object: null },
    ]);
  });

  test.each([
    ['apiVersion: apps/v2\nkind: DaemonSet\n', 'no matches for kind "DaemonSet" in version "apps/v2"', 1],
    [
      'kind: DaemonSet\napiVersion: extensions/v1beta1\n',
      'no matches for kind "DaemonSet" in version "extensions/v1beta1"',
      2,
    ],
    ['apiVersion: batch/v1beta1\nkind: CronJob\n', 'no matches for kind "CronJob" in version "batch/v1beta1"', 1],
    ['kind: Pod\n', 'apiVersion not set', 1],
  ])('%j is read all the same, and its version is a fault', (text, message, line) => {
    expect(only(text).faultsFor(34)).toContainEqual(
      expect.objectContaining({ kind: 'version', message, line, column: 1 }),
    );
  });
});

describe('positions', () => {
  const text = [
    '# comment',
    '---',
    'apiVersion: v1',
    'kind: Pod',
    'spec:',
    '  containers:',
    '    - name: a',
    '      args: ["x", "yy"]',
    '    - {name: b, image: c}',
    '',
  ].join('\r\n');
  const pod = only(text);

  test.each([
    [['spec', 'containers', 0, 'args', 1], 8, 19],
    [['spec', 'containers', 0, 'name'], 7, 7],
    [['spec', 'containers', 1], 9, 7],
    [['spec', 'containers', 1, 'image'], 9, 17],
  ])('of %j', (path, line, column) => {
    expect(pod.at(path)).toEqual({ line, column });
  });

  test('of a missing field are those of the nearest that would hold it', () => {
    expect(pod.at(['spec', 'hostNetwork'])).toEqual({ line: 5, column: 1 });
    expect(pod.at(['metadata', 'annotations', 'a'])).toEqual({ line: 3, column: 1 });
  });

  test('of what comes by an anchor or a merge are those where it is written', () => {
    const merged = only(
      'x: &base\n  hostNetwork: true\n  nodeName: &n w\napiVersion: v1\nkind: Pod\nspec:\n  <<: *base\n  dnsPolicy: *n\n',
    );
    expect(merged.spec).toMatchObject({ hostNetwork: true, nodeName: 'w', dnsPolicy: 'w' });
    expect(merged.at(['spec', 'hostNetwork'])).toEqual({ line: 2, column: 3 });
    expect(merged.at(['spec', 'dnsPolicy'])).toEqual({ line: 8, column: 3 });
    // The list of them may begin with one that lacks the field.
    const listed = only(
      'x: &one\n  hostNetwork: true\ny: &two\n  hostPID: true\napiVersion: v1\nkind: Pod\nspec:\n  <<: [*one, *two]\n',
    );
    expect(listed.at(['spec', 'hostPID'])).toEqual({ line: 4, column: 3 });
  });
});

describe('values are those that kubectl reads', () => {
  test('YAML 1.1: yes is true, a date is text, 10:20 is text, null is missing', () => {
    const pod = only(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: {a: 2024-01-01, b: 10:20}\nspec:\n  hostNetwork: yes\n  hostPID: ~\n  containers:\n  - args: [~, "no"]\n',
    );
    expect(pod.faultsFor(34).filter(({ kind }) => kind === 'type')).toEqual([]);
    expect(pod.annotations).toEqual({ a: '2024-01-01', b: '10:20' });
    expect(pod.spec).toMatchObject({ hostNetwork: true, containers: [{ args: ['', 'no'] }] });
    expect(pod.spec).not.toHaveProperty('hostPID');
  });

  test('a field of the wrong type is reported with its place, and the others are read', () => {
    const pod = only(
      'apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: "true"\n  dnsPolicy: yes\n  containers:\n  - name: a\n    args: [8080, x]\n    ports: [{containerPort: 1.5, hostPort: 80}]\n  - 7\n  nodeSelector: []\n',
    );
    expect(
      pod
        .faultsFor(34)
        .filter(({ kind }) => kind === 'type')
        .map(({ line, column, message }) => `${line}:${column} ${message}`),
    ).toEqual([
      '4:3 spec.hostNetwork: must be true or false, but is the text "true"',
      '5:3 spec.dnsPolicy: must be text, but is true: put it in quotes',
      '8:12 spec.containers[0].args[0]: must be text, but is 8080: put it in quotes',
      '9:14 spec.containers[0].ports[0].containerPort: must be a whole number, but is 1.5',
      '10:5 spec.containers[1]: must be a map of fields, but is 7',
      '11:3 spec.nodeSelector: must be a map of texts, but is a list',
    ]);
    expect(pod.spec.containers).toMatchObject([{ args: ['', 'x'], ports: [{ hostPort: 80 }] }, { name: '' }]);
  });
});

describe('what cannot be read is reported in a sentence with its place, and the rest is read', () => {
  const good = '\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: good}\n';
  const nine = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const bomb = `${nine('a', 'x')}${nine('b', '*a')}${nine('c', '*b')}${nine('d', '*c')}`;

  test.each([
    ['a tab', 'kind: Pod\n\tspec: 1', 'syntax', 2, 'not YAML: found a tab character that violates indentation'],
    ['an open bracket', 'kind: Pod\nspec: [', 'syntax', 2, /^not YAML: flow sequence/],
    ['a binary file', 'kind: Pod\nx: \u0000\u0001\n', 'syntax', 2, /^not YAML: here is a control character/],
    ['broken JSON', '{"kind": "Pod",\n "spec": {', 'syntax', 2, /^not YAML: /],
    [
      'a template',
      'kind: Pod\nmetadata: {{ include "x" . }}\n x: -',
      'template',
      2,
      /this is a template, .*helm template/,
    ],
    ['two keys in a line', 'a: b: c', 'syntax', 1, 'not YAML: mapping values are not allowed in this context'],
    ['many aliases', `a: &a 1\nb: [${'*a, '.repeat(4001)}]`, 'size', 1, /^it has more than 4000 aliases/],
    ['a bomb', bomb, 'size', 1, /^its aliases unfold beyond measure/],
    ['deep nesting', `x: ${'['.repeat(100_000)}`, 'size', 1, 'nested too deep to be an object'],
    ['an object too large', `kind: Pod\nx: ${'y'.repeat(3 * 2 ** 20)}`, 'size', 1, /^4 MiB without a ---/],
  ] as const)('%s', (_what, bad, kind, line, message) => {
    const items = read(bad + good);
    expect(troublesOf(items)).toMatchObject([{ file: 'a.yaml', kind, line, message: expect.stringMatching(message) }]);
    expect(podsOf(items).map(({ name }) => name)).toEqual(['good']);
  });

  test('of a duplicate key the last is read, as kubectl does', () => {
    const items = read(`apiVersion: v1\nkind: Service\nkind: Pod\nspec: {}${good}`);
    expect(troublesOf(items)).toMatchObject([
      { kind: 'syntax', line: 3, message: expect.stringMatching(/^duplicate key kind; the last value is used/) },
    ]);
    const [pod] = podsOf(items);
    expect(podsOf(items)).toHaveLength(2);
    expect(pod?.at(['kind'])).toEqual({ line: 3, column: 1 });
  });

  test.each([
    ['a comment of many marks', `${'# '.repeat(40_000)}\n# ${'#'.repeat(40_000)}${good}`],
    ['a map of many keys', `data:\n${Array.from({ length: 30_000 }, (_, key) => `  k${key}: v\n`).join('')}${good}`],
    ['blanks', `${' '.repeat(100_000)}\n${'\r'.repeat(100_000)}\n${'\t'.repeat(100_000)}${good}`],
  ])('%s costs no more than any other text of its length', (_what, text) => {
    const items = read(text);
    expect(troublesOf(items)).toEqual([]);
    expect(podsOf(items).map(({ name }) => name)).toEqual(['good']);
  });

  test('nothing is in an empty text, and in one of markers and comments', () => {
    for (const text of ['', '\n\n', '---\n# nothing\n---\n...\n']) expect(read(text)).toEqual([]);
  });
});

describe('a list that is too large for one object is read item by item', () => {
  const filler = 'z"],[\\'.repeat(8000);
  const names = Array.from({ length: 60 }, (_, index) => `pod-${index}`);
  const yaml = `apiVersion: v1\nitems:\n${names
    .map(
      (name) =>
        `- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n    annotations:\n      x: '${filler}'\n  spec:\n    hostNetwork: true\n`,
    )
    .join('')}kind: List\nmetadata: {}\n`;
  const json = JSON.stringify(
    {
      kind: 'PodList',
      metadata: { x: '"items": [' },
      items: names.map((name) => ({ metadata: { name, x: filler }, spec: { hostNetwork: true } })),
    },
    null,
    2,
  );

  test.each([
    ['YAML', yaml],
    ['YAML that begins with its items', yaml.replace('apiVersion: v1\n', '')],
    ['JSON', json],
    [
      'JSON that begins with its items',
      json.replace(/("kind": "PodList",)(.*)\}$/s, (_all, kind, rest) => `${rest}, ${kind.slice(0, -1)}}`),
    ],
  ])('%s', (_form, text) => {
    const items = read(text);
    expect(troublesOf(items)).toEqual([]);
    expect(podsOf(items).map(({ name }) => name)).toEqual(names);
    const lines = text.split('\n');
    for (const pod of podsOf(items)) {
      const { line, column } = pod.at(['spec', 'hostNetwork']);
      expect(lines[line - 1]?.slice(column - 1)).toMatch(/^"?hostNetwork"?: true/);
    }
  });
});

test('namespaces are found with their labels, in lists too', () => {
  const input: Input = {
    file: 'a.yaml',
    text: `kind: Namespace\nmetadata: {name: a, labels: {x: "1"}}\n---\nkind: Pod\n---\n${JSON.stringify({ kind: 'List', items: [{ kind: 'Namespace', metadata: { name: 'b' } }] })}`,
  };
  expect(readAround(input).namespaces).toEqual([
    { name: 'a', labels: { x: '1' } },
    { name: 'b', labels: {} },
  ]);
});

describe('what is beyond measure', () => {
  test('in a pod is told up to a measure', () => {
    const numbers = `[${'1,'.repeat(300_000)}1]`;
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    args: ${numbers}\n`;
    const [item] = read(text);
    expect(item?.is === 'pod' ? item.pod.faultsFor(34).length : 0).toBe(10_000);
  });

  test('of actions is a template, and not parsed', () => {
    const text = `kind: ConfigMap\ndata:\n  a: |\n${'    {{ x }}\n'.repeat(10_000)}`;
    const message = expect.stringMatching(/^this is a template/);
    expect(read(text)).toMatchObject([{ is: 'trouble', trouble: { kind: 'template', line: 4, message } }]);
    expect(read(text.replace('    {{ x }}\n', ''))).toMatchObject([{ is: 'other', kind: 'ConfigMap' }]);
  });

  test('of one template are told once, and once more where kubectl could not read them', () => {
    const readable = 'kind: Pod\nmetadata: {name: "{{ x }}"}\n';
    const unreadable = 'kind: Pod\nmetadata: {{ include "x" . }}\n x: -\n';
    const told = (...documents: string[]) =>
      read(documents.join('---\n')).flatMap((item) =>
        item.is === 'trouble' ? [[item.trouble.kind, item.trouble.severity, item.trouble.line]] : [],
      );
    expect(told(unreadable, unreadable, readable.replace('Pod', 'Service'), unreadable)).toEqual([
      ['template', 'error', 2],
    ]);
    expect(told(readable, readable, unreadable, unreadable)).toEqual([
      ['template', 'warn', 2],
      ['template', 'error', 8],
    ]);
  });

  test('of documents that cannot be read ends the reading', () => {
    const troubles = read('---\n[a\n'.repeat(12_000));
    expect(troubles).toHaveLength(10_001);
    expect(troubles.at(-1)).toMatchObject({
      is: 'trouble',
      trouble: {
        kind: 'size',
        line: 20_001,
        message: '10000 documents before this one cannot be read; nothing is read from here on',
      },
    });
  });
});

test('ordered maps and sets are the lists and maps that they are written as, as kubectl has them', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: !!set {a: b}\n  volumes: !!omap\n  - name: v\n';
  expect(read(text)).toMatchObject([
    { is: 'pod', pod: { spec: { nodeSelector: { a: 'b' }, volumes: [{ name: 'v' }] } } },
  ]);
});

describe('what an object says of itself', () => {
  const pod = 'apiVersion: v1\nkind: Pod\n';
  // What kubectl says: apimachinery pkg/runtime/serializer/json, as of encoding/json UnmarshalTypeError.
  test.each([
    ['- a\n- b\n', 'array'],
    ['just words\n', 'string'],
    ['17\n', 'number'],
  ])('%j is no object', (text, what) => {
    expect(troublesOf(read(text))).toMatchObject([
      { kind: 'syntax', line: 1, message: expect.stringMatching(new RegExp(`cannot unmarshal ${what}$`)) },
    ]);
  });

  test('an item of a list is what it says, else what its list says, and not null', () => {
    const items = [{ kind: 'Service' }, null, { metadata: { name: 'a' } }];
    const found = read(JSON.stringify({ kind: 'PodList', items }));
    expect(found.map((one) => (one.is === 'other' ? one.kind : one.is))).toEqual(['Service', 'trouble', 'pod']);
    expect(troublesOf(found)).toMatchObject([
      { message: 'an item of the list is null, not an object', kind: 'syntax' },
    ]);
    expect(read('items: [{kind: Service}]\n')).toMatchObject([{ kind: 'Service' }]);
    expect(read('kind: Widget\nitems: [{kind: Service}]\n')).toMatchObject([{ kind: 'Widget' }]);
    const [first] = podsOf(read(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items: [{ spec: {} }] })));
    expect(first?.faultsFor(34).filter(({ kind }) => kind === 'version')).toEqual([]);
  });

  test('a pod has the name, or the prefix of one, and the namespace that it is given', () => {
    const named = (metadata: string) => {
      const { name, isNamed, namespace } = only(`${pod}metadata: ${metadata}\n`);
      return [name, isNamed, namespace];
    };
    expect(named('{name: a, generateName: b-, namespace: c}')).toEqual(['a', true, 'c']);
    expect(named('{generateName: b-}')).toEqual(['b-', false, null]);
    expect(named('{name: "", namespace: ""}')).toEqual(['', false, null]);
    expect(only(`${pod}metadata: {annotations: {a: , b: x}}\n`).annotations).toEqual({ a: '', b: 'x' });
  });

  test('a version that no API server has is put right', () => {
    const fault = only('apiVersion: apps/v1beta2\nkind: DaemonSet\n')
      .faultsFor(34)
      .find(({ kind }) => kind === 'version');
    expect(fault).toMatchObject({ right: 'apps/v1', path: ['apiVersion'], severity: 'error' });
  });

  test('a field is unread where the API server cannot read it, and only there', () => {
    const { isUnread } = only(
      `${pod}spec: {hostNetwork: "yes", dnsPolicy: Wrong, securityContext: {runAsNonRoot: 7}}\n`,
    );
    expect(['hostNetwork', 'runAsNonRoot', 'dnsPolicy', 'securityContext', 'spec', 'hostPID'].filter(isUnread)).toEqual(
      ['hostNetwork', 'runAsNonRoot'],
    );
  });

  // Source: pkg/controller/statefulset updateStorage: the volume of a claim replaces one of the same name.
  test('the claims of a StatefulSet are volumes of its pods', () => {
    const claims = 'volumeClaimTemplates: [{metadata: {name: data}}, {metadata: {name: v}}, {}]';
    const { spec } = only(
      `apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  ${claims}\n  template: {spec: {volumes: [{name: v}]}}\n`,
    );
    expect(spec.volumes).toEqual([{ name: 'v' }, { name: 'data', persistentVolumeClaim: {} }]);
  });

  test('a ConfigMap and a Secret have the keys of all their fields', () => {
    const [item] = read(
      'kind: Secret\nmetadata: {name: a, namespace: ns}\ndata: {x: eA==}\nstringData: {k: z}\nbinaryData: {w: ""}\n',
    );
    expect(item).toEqual({
      is: 'other',
      kind: 'Secret',
      object: { name: 'a', namespace: 'ns', keys: ['x', 'k', 'w'] },
    });
    expect(read('kind: ConfigMap\nmetadata: {namespace: n}\ndata: {x: y}\n')).toMatchObject([{ object: null }]);
    expect(read('kind: ConfigMap\nmetadata: {name: a}\n')).toMatchObject([{ object: { namespace: null, keys: [] } }]);
  });

  // Source: kubernetes.io/docs/concepts/services-networking/service: headless services, ExternalName, services without selectors.
  test.each([
    ['selector: {a: b}', { name: 's', namespace: null, selector: { a: 'b' } }],
    ['selector: {a: b}, clusterIP: None', undefined],
    ['selector: {a: b}, type: ExternalName', undefined],
    ['selector: {}', undefined],
    ['type: ClusterIP', undefined],
    ['selector: {a: b}, clusterIP: 10.0.0.1, type: NodePort', { name: 's', namespace: null, selector: { a: 'b' } }],
  ])('a service with %s leads to pods by its own address: %j', (fields, service) => {
    const text = `kind: Service\nmetadata: {name: s}\nspec: {${fields}}\n`;
    expect(read(text)).toMatchObject([{ kind: 'Service' }]);
    expect(read(text).map((item) => (item.is === 'other' ? item.service : null))).toEqual([service]);
    expect(readAround({ file: 'a', text }).services).toEqual(service === undefined ? [] : [service]);
  });

  test('namespaces and services are found however they are written', () => {
    const found = (text: string) => {
      const { namespaces, services } = readAround({ file: 'a', text });
      return [...namespaces, ...services].map(({ name }) => name);
    };
    expect(found("'kind': 'Namespace'\nmetadata: {name: a}\n")).toEqual(['a']);
    expect(found('{"kind":"Service","metadata":{"name":"b","namespace":"c"},"spec":{"selector":{"a":"b"}}}')).toEqual([
      'b',
    ]);
    expect(found('kind: ServiceAccount\nmetadata: {name: c}\n')).toEqual([]);
    expect(
      readAround({ file: 'a', text: 'kind: Service\nmetadata: {namespace: ns}\nspec: {selector: {a: b}}\n' }).services,
    ).toMatchObject([{ namespace: 'ns' }]);
  });

  test('a label of a namespace that Pod Security refuses is told at its own place', () => {
    const text =
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    x: y\n    pod-security.kubernetes.io/enforce: lax\n';
    expect(troublesOf(read(text))).toMatchObject([{ kind: 'metadata', severity: 'error', line: 7, column: 5 }]);
    expect(read(text).at(-1)).toMatchObject({ is: 'other', kind: 'Namespace', namespace: { name: 'a' } });
  });

  test('a document that is read with a warning is no unread one, and a template is', () => {
    const twice = 'kind: Service\nkind: Service\n';
    const warned = read(Array(10_100).fill(twice).join('---\n'));
    expect(warned.some((item) => item.is === 'trouble' && item.trouble.kind === 'size')).toBe(false);
    const templates = read(Array(10_100).fill('kind: Pod\nmetadata: {name: "{{ x }}"}\n').join('---\n'));
    expect(templates.at(-1)).toMatchObject({ trouble: { kind: 'size' } });
  });
});

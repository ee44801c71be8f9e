import { describe, expect, test } from 'vitest';
import { chunksOf, maxChunk, workloadOf } from '../../agent/manifest/documents.ts';

const textsIn = (text: string) => [...chunksOf(text)].map((chunk) => chunk.text);

// Source: YAML 1.2.2, 9.1: markers; kubectl reads nothing behind `...` that no `---` begins.
test.each<[what: string, text: string, documents: readonly string[]]>([
  ['one document', 'a: 1\n', ['a: 1\n']],
  ['two', 'a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
  ['a marker with a comment', 'a: 1\n--- # x\nb: 2\n', ['a: 1\n', '--- # x\nb: 2\n']],
  ['a word that begins like a marker', 'a: |\n---x\n', ['a: |\n---x\n']],
  ['what follows an end', 'a: 1\n...\nb: 2\n---\nc: 3\n', ['a: 1\n', '---\nc: 3\n']],
  ['an end alone', 'a: 1\n...\nb: 2\n', ['a: 1\n']],
  ['comments alone', '# x\n---\n# y\n  # z\n', []],
  ['a byte order mark alone', '\ufeff\n---\n\ufeff# x\n', []],
  ['a byte order mark before text', '\ufeffa: 1\n', ['\ufeffa: 1\n']],
  ['JSON documents in a row', '{"a": 1}\n{"b": "}{"} [', ['{"a": 1}', '\n{"b": "}{"} [']],
  ['JSON behind a marker', '---\n{"a": {}}{"b": 2}', ['---\n{"a": {}}', '{"b": 2}']],
  ['a flow map that is no first thing', 'a: {b: 1}\n{c: 2}\n', ['a: {b: 1}\n{c: 2}\n']],
])('%s', (_what, text, documents) => {
  expect(textsIn(text)).toEqual(documents);
  for (const { offset, text: own, itemKind } of chunksOf(text)) {
    expect(text.slice(offset, offset + own.length)).toBe(own);
    expect(itemKind).toBeNull();
  }
});

const filler = 'x'.repeat(maxChunk);
test.each<[what: string, text: string, kind: string, items: readonly string[]]>([
  [
    'a list of one kind',
    `kind: PodList\nitems:\n- a: 1\n# c\n- b: ${filler}\n  c: 2\nmetadata: {}\n- d: 4\n`,
    'Pod',
    ['- a: 1\n# c\n', `- b: ${filler}\n  c: 2\n`],
  ],
  [
    'a list with line ends of Windows',
    `kind: PodList\r\nitems:\r\n- a: 1\r\n- b: ${filler}\r\n`,
    'Pod',
    ['- a: 1\r\n', `- b: ${filler}\r\n`],
  ],
  [
    'JSON',
    `{"kind": "PodList", "x": {"items": [7]}, "items": [{"a": [1]}, {"b": "${filler}"}], "y": [8]}`,
    'Pod',
    ['{"a": [1]}', ` {"b": "${filler}"}`],
  ],
  ['JSON behind a marker', `---\n{"items": [ {"a": "${filler}"} ]}`, '', [` {"a": "${filler}"} `]],
  ['JSON with another list first', `{"x": [1], "items": [{"a": "${filler}"}]}`, '', [`{"a": "${filler}"}`]],
  ['JSON with no item', `{"items": [ ], "x": "${filler}"}`, '', []],
  ['a list with no item', `items:\nmetadata:\n  a: ${filler}\n`, '', []],
])('of more than one object can have, the items are read one by one: %s', (_what, text, kind, items) => {
  const found = [...chunksOf(text)];
  expect(found.map((chunk) => chunk.text)).toEqual(items);
  for (const { offset, text: own, itemKind } of found) {
    expect(itemKind).toBe(kind);
    expect(text.slice(offset, offset + own.length)).toBe(own);
  }
});

// etcd takes requests of 1.5 MiB; what is read here is more, and not much more.
test('what is no list is one piece, however large it is', () => {
  for (const text of [`{"data": {"items": ["${filler}"]}}`, `data:\n  a: ${filler}\n`])
    expect(textsIn(text)).toEqual([text]);
});

test('what one object can have is read as a whole', () => {
  const text = `items:\n- a: ${'x'.repeat(1.5 * 2 ** 20)}\n`;
  expect(textsIn(text)).toEqual([text]);
});

/** Source: kubernetes.io/docs/reference/using-api/deprecation-guide: since 1.25 each kind is served in one version. */
describe('a kind with a pod', () => {
  test.each([
    ['Pod', 'v1', ''],
    ['PodTemplate', 'v1', 'template'],
    ['ReplicationController', 'v1', 'spec.template'],
    ['DaemonSet', 'apps/v1', 'spec.template'],
    ['Deployment', 'apps/v1', 'spec.template'],
    ['StatefulSet', 'apps/v1', 'spec.template'],
    ['ReplicaSet', 'apps/v1', 'spec.template'],
    ['Job', 'batch/v1', 'spec.template'],
    ['CronJob', 'batch/v1', 'spec.jobTemplate.spec.template'],
  ])('%s is one of %s with its pod at %s', (kind, version, template) => {
    for (const given of [version, '', 'v1beta1', 'extensions/v1beta1', 'apps/v2', 'batch/v2alpha1']) {
      const found = workloadOf(kind, given);
      expect([found?.version, found?.template.join('.')]).toEqual([version, template]);
    }
    for (const other of ['apps.example.io/v1', 'example.io/v1', 'apps.kruise.io/v1alpha1'])
      expect(workloadOf(kind, other)).toBeNull();
  });
  test.each(['Service', 'toString', 'pod', ''])('%s is none', (kind) => {
    expect(workloadOf(kind, 'v1')).toBeNull();
  });
});

import { expect, test } from 'vitest';
import { readManifests } from '../../agent/manifest.ts';

/** What a number of a pod is read as. */
function secondsOf(written: string): unknown {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  terminationGracePeriodSeconds: ${written}\n  containers: [{name: a, image: a}]\n`;
  const [item] = readManifests({ file: 'a.yaml', text });
  return item?.is === 'pod' ? item.pod.spec.terminationGracePeriodSeconds : item;
}

// Source: go-yaml v2, resolve.go: underscores are taken out of every number, also of one with a tag.
test.each([
  ['1_0', 10],
  ['!!int 1_0', 10],
  ['!!float 1_0', 10],
  ['!!float 1_0.0', 10],
  ['0b1_0', 2],
  ['0x1_0', 16],
  ['0o17', 15],
  ['+0o17', 15],
  ['-0o1_7', -15],
])('%s is %s', (written, number) => {
  expect(secondsOf(written)).toBe(number);
});

test.each(['!!float abc', '!!float x1'])('%s is a text, which is told as it is written', (written) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, command: [${written}]}]}\n`;
  const [item] = readManifests({ file: 'a.yaml', text });
  expect(item).toMatchObject({ is: 'pod', pod: { spec: { containers: [{ command: [written.split(' ')[1]] }] } } });
});

// Source: goyaml.v2 scannerc.go counts the flow level of tokens, and a string or a comment has none.
test.each([
  ['a comment', `# ${'['.repeat(10_001)}\n`],
  ['a string', `# the text below\nx: "${'['.repeat(10_001)}"\n`],
])('brackets in %s make nothing deep', (_where, before) => {
  const text = `${before}apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n`;
  expect([...readManifests({ file: 'a.yaml', text })].map(({ is }) => is)).toContain('pod');
});

// Source: goyaml.v2 scannerc.go: each token is counted as it is read, before what is wrong behind it.
test('a text that is nested too deep is refused for that, whatever follows', () => {
  const text = `kind: Pod\nx: ${'['.repeat(10_001)}"\\/"`;
  expect([...readManifests({ file: 'a.yaml', text })]).toMatchObject([
    { is: 'trouble', trouble: { kind: 'size', message: 'nested too deep to be an object' } },
  ]);
});

// Source: goyaml.v2 decode.go, alias(): an anchor that contains itself, whatever it is of.
test.each([
  ['a list', 'args: &x [a, *x]', true],
  ['a list in a list', 'args: &x [a, [*x]]', true],
  ['a map', 'env: &x {a: *x}', true],
  ['a list beside it', 'command: &x [a]\n    args: *x', false],
])('an anchor of %s is refused where it contains itself: %s', (_what, fields, refused) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n    ${fields}\n`;
  const said = JSON.stringify([...readManifests({ file: 'a.yaml', text })].filter(({ is }) => is !== 'pod'));
  expect(said.includes("anchor 'x' value contains itself")).toBe(refused);
});

test('of several keys that kubectl refuses, the first is told', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  ? [a]\n  : 1\n  ? [b]\n  : 2\n';
  expect([...readManifests({ file: 'a.yaml', text })]).toMatchObject([
    { is: 'trouble', trouble: { message: expect.stringContaining('invalid map key'), line: 4, column: 5 } },
  ]);
});

// The sign at which a reader sees what is wrong.
test.each([
  ['kind: "Pod" x\n', 'x'],
  ['kind: Pod\nspec: {a: 1}}\n', '}\n'],
  ['kind: Pod\nspec: @x\n', '@'],
  ['kind: Pod\nmetadata:\n  name: a\n bad: x\n', ' bad'],
])('%j is wrong at %j', (text, sign) => {
  const before = text.slice(0, text.indexOf(sign)).split('\n');
  const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  expect([...readManifests({ file: 'a.yaml', text })]).toMatchObject([
    { is: 'trouble', trouble: { kind: 'syntax', ...place } },
  ]);
});

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n';
const troublesOf = (text: string) =>
  [...readManifests({ file: 'a.yaml', text })].flatMap((item) =>
    item.is === 'trouble' ? [`${item.trouble.severity ?? 'refused'} ${item.trouble.kind}`] : [],
  );

// Source: encoding/json scanner.go, maxNestingDepth; goyaml.v2 scannerc.go, max_indents; decode.go, resolve of aliases.
test.each<[what: string, text: string, troubles: readonly string[]]>([
  [
    'JSON that Go reads, and is not judged',
    `{"kind": "Pod", "x": ${'['.repeat(600)}${']'.repeat(600)}}`,
    ['warn size'],
  ],
  ['JSON that Go does not read', `{"kind": "Pod", "x": ${'['.repeat(10_001)}${']'.repeat(10_001)}}`, ['refused size']],
  ['a list in a list in one line', `${pod}x:\n${'- '.repeat(10_000)}a\n`, ['refused size']],
  ['the same a level less', `${pod}x:\n${'- '.repeat(100)}a\n`, []],
  ['stars that are no aliases', `${pod}x: |\n  ${'* '.repeat(4100)}\n`, []],
  ['more aliases than are looked for', `x: &x 1\ny: [${'*x, '.repeat(4001)}1]\n`, ['refused size']],
  ['as many as are', `${pod}x: &x 1\ny: [${'*x,'.repeat(300)}1]\n`, []],
])('%s: %j', (_what, text, troubles) => {
  expect(troublesOf(text)).toEqual(troubles);
});

// Source: helm.sh/docs/chart_template_guide: an action stands where a value or a key is, also in a list of objects.
test.each<[text: string, isTemplate: boolean]>([
  ['kind: Pod\nmetadata: {name: "{{ .Values.name }}"}\n', true],
  ['kind: Pod\nmetadata: {labels: {"{{ .Chart.Name }}": a}}\n', true],
  ['kind: List\nitems: [{kind: Pod, metadata: {name: "{{ .Release.Name }}"}}]\n', true],
  ['kind: "{{ .Values.kind }}"\nmetadata: {name: a}\n', true],
  ['kind: PrometheusRule\nmetadata: {name: "{{ $labels.pod }}"}\n', false],
  ['kind: Pod\nspec: {containers: [{name: a, args: ["{{.Names}}"]}]}\n', false],
  ['kind: Pod\nspec: {containers: [{name: a, args: ["{{ .Capabilities.KubeVersion }}"]}]}\n', true],
  ['# {{ .Values.a }}\nkind: Pod\nmetadata: {name: a}\n', false],
])('%j is a template: %s', (text, isTemplate) => {
  expect(troublesOf(text).some((one) => one.endsWith('template'))).toBe(isTemplate);
});

// Source: YAML 1.2.2, 8.1: what is in a block is indented, also a list in brackets; libyaml does not insist.
test('what only a parser of YAML 1.2 dislikes is read, and told at its line, in any document', () => {
  const [first, second, ...rest] = [...readManifests({ file: 'a.yaml', text: `${pod}---\n${pod}x: [a,\nb]\n` })];
  expect([first?.is, rest.map(({ is }) => is)]).toEqual(['pod', ['pod']]);
  expect(second).toMatchObject({
    trouble: {
      severity: 'warn',
      line: 11,
      message: expect.stringMatching(/^kubectl reads it, but parsers of YAML 1\.2/),
    },
  });
});

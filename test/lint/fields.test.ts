import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lint } from '../../agent/lint.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';

const fields = z.record(z.string(), z.unknown());
/**
 * A single change of a HostProcess pod, after the cases of validation_test.go in pkg/apis/core/validation of
 * kubernetes/kubernetes at 000f26050. `source`: the function that refuses it; `words`: how.
 */
const change = z.strictObject({
  id: z.string(),
  words: z.string().nullable(),
  source: z.string(),
  kind: z.enum(['Pod', 'DaemonSet']).default('Pod'),
  kubernetes: z.int().default(34),
  spec: fields.default({}),
  container: fields.default({}),
  metadata: fields.default({}),
});
type Change = z.infer<typeof change>;

const changesIn = (file: string): Change[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => change.parse(JSON.parse(line)));

const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };

function manifestOf({ kind, spec, container, metadata }: Change) {
  const pod = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    securityContext: { windowsOptions },
    containers: [{ name: 'a', image: 'r.example.com/a:1', command: ['agent.exe'], ...container }],
    ...spec,
  };
  const named = { name: 'a', namespace: 'tools', ...metadata };
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: named, spec: pod };
  const labels = { app: 'a' };
  const template = { metadata: { labels }, spec: pod };
  return { apiVersion: 'apps/v1', kind, metadata: named, spec: { selector: { matchLabels: labels }, template } };
}

function errorsOf(one: Change): string[] {
  const options = { nodes: anyNode, all: false, kubernetes: `1.${one.kubernetes}` };
  const { problems } = lint([{ file: 'a.json', text: JSON.stringify(manifestOf(one)) }], options);
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

test('lint has an error for what the API server refuses', () => {
  const failed = new Map<string, string>();
  for (const one of changesIn('refused-fields.jsonl')) {
    const errors = errorsOf(one);
    if (errors.length === 0) failed.set(one.id, `${one.words}`);
  }
  compareGaps(failed, new URL('fields.gaps.txt', import.meta.url));
});

test('lint has no error for what the API server takes', () => {
  for (const one of changesIn('accepted-fields.jsonl')) expect(errorsOf(one), one.id).toEqual([]);
});

// Source: ValidatePodCreate and ValidatePodTemplateSpec.
test('ephemeral containers are refused in a template, and may stay in a pod that has its node', () => {
  const spec = { ephemeralContainers: [{ name: 'debug', image: 'r/debug:1' }] };
  const one = { id: 'debug', words: null, source: '', spec };
  expect(errorsOf(change.parse(one))).toEqual(['spec.ephemeralContainers: Forbidden: cannot be set on create']);
  expect(errorsOf(change.parse({ ...one, kind: 'DaemonSet' }))).toEqual([
    'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
  ]);
  expect(errorsOf(change.parse({ ...one, spec: { ...spec, nodeName: 'win-1' } }))).toEqual([]);
});

test('a field that is newer than the API server is told with the version that brought it', () => {
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };
  const one = { id: 'new', words: null, source: 'v1.29.0 types.go', container: { lifecycle } };
  expect(errorsOf(change.parse({ ...one, kubernetes: 28 }))).toEqual([
    'unknown field "spec.containers[0].lifecycle.preStop.sleep": it is new in 1.29',
  ]);
  expect(errorsOf(change.parse({ ...one, kubernetes: 30 }))).toEqual([]);
  // An API server of another version may have printed it.
  const printed = { ...one, kubernetes: 28, metadata: { uid: 'f3b0' } };
  expect(errorsOf(change.parse(printed))).toHaveLength(1);
  expect(errorsOf(change.parse({ ...printed, container: { fieldOfTomorrow: 1 } }))).toEqual([]);
});

test('annotations of more than 256 KiB are refused', () => {
  const metadata = { annotations: { a: 'b'.repeat(262_144) } };
  const one = change.parse({ id: 'large', words: null, source: 'ValidateAnnotationsSize', metadata });
  expect(errorsOf(one)).toEqual(['metadata.annotations: Too long: at most 262144 bytes']);
});

test('what an older API server judges only of the pods of a StatefulSet is no error of the StatefulSet', () => {
  const spec = {
    serviceName: 'a',
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: {
        nodeSelector: { 'kubernetes.io/os': 'windows' },
        securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
        containers: [{ name: 'a', image: 'r/a:1', command: ['cmd.exe'], terminationMessagePolicy: 'Never' }],
      },
    },
  };
  const text = JSON.stringify({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a' }, spec });
  const severities = (kubernetes: string) =>
    lint([{ file: 'a.json', text }], { nodes: anyNode, all: false, kubernetes })
      .problems.filter(({ rule }) => rule === 'host-network' || rule === 'field')
      .map(({ rule, severity }) => `${rule} ${severity}`);
  // Without hostNetwork, and with a policy that there is not.
  expect(new Set(severities('1.33'))).toEqual(new Set(['host-network warn', 'field warn']));
  expect(new Set(severities('1.34'))).toEqual(new Set(['host-network error', 'field error']));
});

import { describe, expect, test } from 'vitest';
import { countProblems, lint } from '../agent/lint.ts';
import type { NodeKind } from '../agent/node/new-pod.ts';
import { anyNode, bindNode, hostProcessPod, podOf, volumeNode } from './rules/lint.ts';

const lintText = (text: string, all = false) => lint([{ file: 'a.yaml', text }], { nodes: anyNode, all });

describe('which pods are judged', () => {
  test('those that are HostProcess, or are clearly meant to be; the others are counted', () => {
    const { pods, passedOver } = lintText(
      [
        hostProcessPod('  containers: [{name: a, image: r/a:1}]'),
        podOf('  securityContext: {hostProcess: true}'),
        podOf('  securityContext: {windowsOptions: {hostProcess: "true"}}'),
        // The API server refuses it: the pod says true, its containers false.
        podOf(
          '  securityContext: {windowsOptions: {hostProcess: true}}\n  containers: [{securityContext: {windowsOptions: {hostProcess: false}}}]',
        ),
        podOf('  containers: [{name: web, image: r/a:1}]'),
        'kind: Service',
      ].join('\n---\n'),
    );
    expect(pods).toHaveLength(4);
    expect(passedOver).toEqual({ 'Pod that is not HostProcess': 1, Service: 1 });
    const rendered = lintText(hostProcessPod('  containers: [{name: "{{ .Values.name }}", image: r/a:1}]'));
    expect(rendered.pods).toEqual([]);
    expect(Object.entries(rendered.passedOver)).toEqual([[expect.stringMatching(/^Pod .*template/), 1]]);
  });

  test('all, when asked', () => {
    expect(lintText(podOf('  containers: [{name: web, image: r/a:1}]'), true)).toMatchObject({
      pods: [{}],
      passedOver: {},
    });
  });

  test('what is meant is judged as if it were, so that all shows at once', () => {
    const { problems } = lintText(
      podOf('  securityContext: {hostProcess: true}\n  containers: [{name: a, image: r/a:1}]'),
    );
    expect(problems.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['host-process-field', 'host-network', 'run-as-user']),
    );
  });
});

describe('how much a problem weighs', () => {
  const text = hostProcessPod("  containers: [{name: a, command: ['C:\\hpc\\a.exe'], image: r/a:1}]");
  const weigh = (nodes: readonly NodeKind[]) =>
    lint([{ file: 'a', text }], { nodes, all: false }).problems.map(({ severity, nodes }) => ({ severity, nodes }));

  test('all that its rule says, where it holds on all nodes asked for', () => {
    expect(weigh(volumeNode)).toEqual([{ severity: 'error', nodes: null }]);
  });

  test('less, where it holds on some, which are named', () => {
    const nodes = ['1.6', '1.7 without bind filter', '2.x without bind filter'];
    expect(weigh(anyNode)).toEqual([{ severity: 'warn', nodes }]);
  });

  test('nothing, where it holds on none', () => {
    expect(weigh(bindNode)).toEqual([]);
  });
});

test('problems are in the order of the files, and of the lines in each', () => {
  const bad = hostProcessPod('  hostIPC: true\n  hostPID: true\n  containers: [{name: a, image: r/a:1}]');
  const inputs = ['b.yaml', 'a.yaml'].map((file) => ({ file, text: `${bad}\n---\nkind: [` }));
  const { problems } = lint(inputs, { nodes: anyNode, all: false });
  expect(problems.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
    'b.yaml:11 windows-fields',
    'b.yaml:12 windows-fields',
    'b.yaml:15 syntax',
    'a.yaml:11 windows-fields',
    'a.yaml:12 windows-fields',
    'a.yaml:15 syntax',
  ]);
  expect(countProblems(problems)).toEqual({ error: 6, warn: 0, info: 0 });
});

test('problems of one line are in the order of their columns', () => {
  const fields =
    '{name: a, image: r/a:1, resources: {}, securityContext: {runAsNonRoot: true, privileged: true, runAsUser: 1}}';
  const { problems } = lintText(
    hostProcessPod(`  hostIPC: true\n  containers: [${fields}, {name: b, command: ["C:/hpc/x"]}]`),
  );
  const columns = problems.filter(({ line }) => line === 12).map(({ column }) => column);
  expect(new Set(columns).size).toBeGreaterThan(2);
  expect(columns).toEqual(columns.toSorted((a, b) => a - b));
});

test('what only old kubelets do is told where one of them may run the pod', () => {
  const text = podOf('  containers: [{name: a, image: r/a:1, securityContext: {windowsOptions: {hostProcess: true}}}]');
  const isTold = (options: { kubernetes?: string; kubelets?: string[] }) =>
    lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false, ...options }).problems.some(
      ({ rule }) => rule === 'host-process-level',
    );
  // A kubelet may be two minor versions older than the API server, from 1.28 on three: kubernetes.io, "Version Skew Policy".
  expect(isTold({})).toBe(true);
  expect(isTold({ kubernetes: '1.26' })).toBe(true);
  expect(isTold({ kubernetes: '1.27' })).toBe(false);
  expect(isTold({ kubernetes: '1.34', kubelets: ['v1.30.1', 'v1.24.6'] })).toBe(true);
  expect(isTold({ kubernetes: '1.26', kubelets: ['v1.25.0', 'v1.26.1'] })).toBe(false);
});

test('faults of the manifest are problems of its pod, and need no rule', () => {
  const text = hostProcessPod('  containers: [{name: a, args: [7], image: r/a:1}]').replace('v1', 'v2');
  expect(lintText(text).problems).toMatchObject([
    {
      rule: 'version',
      line: 1,
      severity: 'error',
      object: 'Pod agent',
      message: 'no matches for kind "Pod" in version "v2"',
    },
    {
      rule: 'type',
      line: 11,
      message: 'spec.containers[0].args[0]: must be text, but is 7: put it in quotes',
    },
  ]);
});

test('a namespace counts for pods in other files', () => {
  const pod = { file: 'pod.yaml', text: hostProcessPod('  containers: [{name: a, image: r/a:1}]', ', namespace: ops') };
  const labels = 'labels: {pod-security.kubernetes.io/enforce: baseline}';
  const namespace = { file: 'namespace.yaml', text: `kind: Namespace\nmetadata: {name: ops, ${labels}}` };
  expect(lint([pod, namespace], { nodes: anyNode, all: false }).problems).toMatchObject([{ rule: 'pod-security' }]);
});

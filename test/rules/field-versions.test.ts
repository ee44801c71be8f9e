import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, hostProcessPod } from './lint.ts';

const judge = (text: string, kubernetes: string) =>
  lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false, kubernetes })
    .problems.filter(({ rule }) => rule === 'field-versions')
    .map(({ line, column, message }) => `${line}:${column} ${message}`);

const text = hostProcessPod('  containers:\n  - name: a\n    lifecycle: {preStop: {sleep: {seconds: 5}}}');

test('field-versions tells a field that the API server does not know yet, and since when it does', () => {
  expect(judge(text, '1.28')).toEqual([
    '13:27 unknown field "spec.containers[0].lifecycle.preStop.sleep": the API server knows it from Kubernetes 1.29 on',
  ]);
  expect(judge(text, 'v1.29.3')).toEqual([]);
});

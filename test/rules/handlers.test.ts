import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (fields: string) => lintWith('handlers')(hostProcessPod(`  containers: [{name: a, ${fields}}]`));
const field = 'spec.containers[0]';

test('handlers has the message of the API server about probes and hooks of no kind, and two', () => {
  expect(judge('livenessProbe: {periodSeconds: 3}')).toEqual([
    `11:26 error ${field}.livenessProbe: Required value: must specify a handler type`,
  ]);
  expect(judge('lifecycle: {preStop: {}}')).toEqual([
    `11:38 error ${field}.lifecycle.preStop: Required value: must specify a handler type`,
  ]);
  expect(judge('startupProbe: {httpGet: {port: 80}, exec: {command: [a]}}')).toEqual([
    `11:41 error ${field}.startupProbe.httpGet: Forbidden: may not specify more than 1 handler type`,
  ]);
});

test('handlers accepts one kind', () => {
  expect(judge('readinessProbe: {grpc: {port: 80}}, lifecycle: {preStop: {sleep: {seconds: 3}}}')).toEqual([]);
});

import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (resources: string) =>
  lintWith('resource-limits')(hostProcessPod(`  containers: [{name: a, resources: {${resources}}}]`));
const field = 'spec.containers[0].resources.requests';

test('resource-limits has the message of the API server about a request above its limit', () => {
  expect(judge('requests: {memory: 2Gi}, limits: {memory: 1Gi}')).toEqual([
    `11:49 error ${field}.memory: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi`,
  ]);
  expect(judge('requests: {cpu: 1}, limits: {cpu: 999m}')).toEqual([
    `11:49 error ${field}.cpu: Invalid value: "1": must be less than or equal to cpu limit of 999m`,
  ]);
});

test('resource-limits accepts the same amount in other units, or without a limit', () => {
  expect(judge('requests: {memory: 1Gi, cpu: 1}, limits: {memory: 1024Mi, cpu: 1e3m}')).toEqual([]);
  expect(judge('requests: {memory: 1Gi}')).toEqual([]);
});

test('resource-limits: resources of a whole Windows pod are refused', () => {
  expect(lintWith('resource-limits')(hostProcessPod('  resources: {limits: {cpu: 1}}'))).toEqual([
    '11:3 error spec.resources: Forbidden: may not be set for a windows pod',
  ]);
});

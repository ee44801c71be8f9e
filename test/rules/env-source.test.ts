import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (variable: string) =>
  lintWith('env-source')(hostProcessPod(`  containers: [{name: a, env: [${variable}]}]`));
const field = 'spec.containers[0].env[0]';

test('env-source has the message of the API server about names, sources and field paths', () => {
  expect(judge('{value: b}')).toEqual([`11:32 error ${field}.name: Required value`]);
  expect(judge('{name: A, value: b, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}')).toEqual([
    `11:52 error ${field}.valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`,
  ]);
  expect(judge('{name: A, valueFrom: {fieldRef: {fieldPath: spec.node}}}')[0]).toContain(
    `11:65 error ${field}.valueFrom.fieldRef.fieldPath: Unsupported value: "spec.node": supported values: "metadata.name"`,
  );
  expect(judge('{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}')[0]).toContain(
    `${field}.valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels"`,
  );
});

test('env-source accepts a field that a variable can have', () => {
  expect(judge(`{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['a']"}}}`)).toEqual([]);
});

import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (toleration: string) => lintWith('tolerations')(hostProcessPod(`  tolerations: [${toleration}]`));
const field = 'spec.tolerations[0]';

test('tolerations has the message of the API server about operators and effects', () => {
  expect(judge('{key: a, operator: Exists, value: x}')).toEqual([
    `11:26 error ${field}.operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`,
  ]);
  expect(judge('{value: x}')).toEqual([
    `11:17 error ${field}.operator: Invalid value: "Equal": operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
  ]);
  expect(judge('{operator: Exists, effect: Never}')).toEqual([
    `11:36 error ${field}.effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`,
  ]);
});

test('tolerations accepts one for every taint', () => {
  expect(judge('{operator: Exists}, {key: os, value: windows, effect: NoSchedule}')).toEqual([]);
});

import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('container-ports');
const field = 'spec.containers[0].ports[0]';

test('container-ports has the message of the API server about numbers and names that no port has', () => {
  expect(judge(hostProcessPod('  containers: [{name: a, ports: [{containerPort: 70000}]}]'))).toEqual([
    `11:34 error ${field}.hostPort: Invalid value: 70000: must be between 1 and 65535, inclusive`,
    `11:35 error ${field}.containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`,
  ]);
  expect(judge(hostProcessPod('  containers: [{name: a, ports: [{name: a-name-of-16-abc, protocol: TCP}]}]'))).toEqual([
    `11:34 error ${field}.containerPort: Required value`,
    `11:35 error ${field}.name: Invalid value: "a-name-of-16-abc": must be no more than 15 characters`,
  ]);
});

test('container-ports accepts the first and the last port', () => {
  const text = hostProcessPod('  containers: [{name: a, ports: [{containerPort: 1}, {containerPort: 65535}]}]');
  expect(judge(text)).toEqual([]);
});

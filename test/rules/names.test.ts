import { expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

const judge = lintWith('names');
const pod = (rest: string) => podOf(`  securityContext: {windowsOptions: {hostProcess: true}}\n${rest}`);

test('names has the message of the API server about names that are not DNS names', () => {
  const label = expect.stringContaining('must be at most 63 lower-case letters');
  expect(judge(pod('  containers: [{name: Agent}]'))).toEqual([label]);
  expect(judge(pod('  containers: [{name: a}]\n  volumes: [{name: a.b}]'))).toEqual([label]);
  expect(judge(pod('  containers: [{name: a}]\n  nodeName: win_1'))).toEqual([
    expect.stringContaining('spec.nodeName: Invalid value: "win_1": must be at most 253 lower-case'),
  ]);
  expect(judge(hostProcessPod('  containers: [{name: a}]').replace('name: agent', 'name: Agent'))).toEqual([
    expect.stringContaining('metadata.name: Invalid value: "Agent"'),
  ]);
});

test('names has the message of the API server about duplicate and missing names', () => {
  expect(judge(pod('  containers: [{name: a}, {name: a}, {image: x}]'))).toEqual([
    '6:28 error spec.containers[1].name: Duplicate value: "a"',
    '6:38 error spec.containers[2].name: Required value',
  ]);
});

test('names accepts a container and a volume of one name', () => {
  expect(judge(pod('  containers: [{name: a}]\n  volumes: [{name: a}]\n  nodeName: win-1.example.com'))).toEqual([]);
});

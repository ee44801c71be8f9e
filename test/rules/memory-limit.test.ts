import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('memory-limit');
const limited = (memory: string) =>
  hostProcessPod(`  containers: [{name: a, resources: {limits: {memory: ${memory}}}}]`);

// Windows-Containers#482: 6M hangs, 8M does not.
test('less than 8 MiB holds no program of Windows', () => {
  expect(judge(limited('6M'))).toEqual([
    '11:47 warn a memory limit of 6M is less than a program of Windows needs to start',
  ]);
  expect(judge(limited('8Mi'))).toEqual([]);
});

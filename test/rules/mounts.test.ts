import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (mounts: string) =>
  lintWith('mounts')(hostProcessPod(`  volumes: [{name: v}]\n  containers: [{name: a, volumeMounts: [${mounts}]}]`));
const field = 'spec.containers[0].volumeMounts';

test('mounts has the message of the API server about volumes and paths', () => {
  expect(judge('{name: w, mountPath: /x}')).toEqual([`12:42 error ${field}[0].name: Not found: "w"`]);
  expect(judge('{name: v}')).toEqual([`12:41 error ${field}[0].mountPath: Required value`]);
  expect(judge('{name: v, mountPath: /x}, {name: v, mountPath: /x}')).toEqual([
    `12:77 error ${field}[1].mountPath: Invalid value: "/x": must be unique`,
  ]);
  expect(judge('{name: v, mountPath: /x, subPath: /y}')).toEqual([
    `12:66 error ${field}[0].subPath: Invalid value: "/y": must be a path inside the volume, without ..`,
  ]);
  expect(judge('{name: v, mountPath: /x, subPath: y/../z}')).toEqual([
    `12:66 error ${field}[0].subPath: Invalid value: "y/../z": must be a path inside the volume, without ..`,
  ]);
});

test('mounts accepts two mounts of one volume at two paths', () => {
  expect(judge('{name: v, mountPath: /x}, {name: v, mountPath: /y, subPath: z}')).toEqual([]);
});

import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (volume: string) => lintWith('volume-source')(hostProcessPod(`  volumes: [{name: v, ${volume}}]`));

test('volume-source has the message of the API server about two kinds, and paths and types', () => {
  expect(judge('hostPath: {path: /x}, emptyDir: {}')).toEqual([
    '11:23 error spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
  ]);
  expect(judge('hostPath: {path: ""}')).toEqual(['11:34 error spec.volumes[0].hostPath.path: Required value']);
  expect(judge('hostPath: {path: /x/../y}')).toEqual([
    `11:34 error spec.volumes[0].hostPath.path: Invalid value: "/x/../y": must not contain '..'`,
  ]);
  expect(judge('hostPath: {path: /x, type: Dir}')).toEqual([
    '11:44 error spec.volumes[0].hostPath.type: Unsupported value: "Dir": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
  ]);
});

test('volume-source accepts a folder of the node, and no source', () => {
  expect(judge('hostPath: {path: "C:\\\\a\\\\..\\\\b", type: Directory}')).toEqual([]);
  expect(judge('')).toEqual([]);
});

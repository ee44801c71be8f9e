import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('secret-volume');
const mounting = (source: string) =>
  hostProcessPod(
    `  containers: [{name: a, volumeMounts: [{name: v, mountPath: /keys}]}]\n  volumes: [{name: v, ${source}}]`,
  );

test('a Secret is on the disk of the node, a ConfigMap no secret', () => {
  expect(judge(mounting('secret: {secretName: s}'))).toEqual([
    '11:41 info the Secret of volume v lies in clear on the disk of the node',
  ]);
  expect(judge(mounting('configMap: {name: c}'))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('token-sub-path', () => {
  const judge = lintWith('token-sub-path');

  const mounted = (source: string, field: string) =>
    hostProcessPod(`
  volumes: [{name: v, projected: {sources: [${source}]}}]
  containers:
  - name: a
    volumeMounts:
    - {name: v, mountPath: /t, ${field}: token}
`);

  test.each([
    ['subPath', '15:32'],
    ['subPathExpr', '15:32'],
  ])('warns of a token behind %s', (field, position) => {
    expect(judge(mounted('{serviceAccountToken: {path: token}}', field))).toEqual([
      `${position} warn the token is never renewed, because of the ${field}`,
    ]);
  });

  test('accepts other sources', () => {
    expect(judge(mounted('{configMap: {name: c}}', 'subPath'))).toEqual([]);
  });
});

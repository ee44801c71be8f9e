import { describe, expect, test } from 'vitest';
import { anyNode, hostProcessPod, lintWith } from './lint.ts';

describe('resize-policy', () => {
  const judge = lintWith('resize-policy');
  const container = (more: string) =>
    hostProcessPod(`
  containers:
  - name: a
    ${more}
`);
  const policy = container('resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]');

  test.each(['1.27', '1.32', '1.33', '1.36'])('says that it has no effect on %s', (version) => {
    expect(judge(policy, anyNode, version)).toEqual([
      '13:5 info resizePolicy has no effect: the kubelet on Windows does not resize running pods',
    ]);
  });

  test('says nothing where the API server refuses the field itself', () => {
    expect(judge(policy, anyNode, '1.26')).toEqual([]);
    expect(lintWith('field')(policy, anyNode, '1.26')).toContainEqual(
      expect.stringContaining('resizePolicy": it is new in 1.27'),
    );
  });

  test('has nothing to say of a pod without one', () => {
    for (const more of ['resizePolicy: []', 'resources: {limits: {cpu: 1}}'])
      expect(judge(container(more))).toEqual([]);
  });
});

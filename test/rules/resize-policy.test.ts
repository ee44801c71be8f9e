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

  test('leaves it to field-versions where the API server does not know the field', () => {
    expect(judge(policy, anyNode, '1.26')).toEqual([]);
    expect(lintWith('field-versions')(policy, anyNode, '1.26')).toHaveLength(1);
  });

  test('has nothing to say of a pod without one', () => {
    for (const more of ['resizePolicy: []', 'resources: {limits: {cpu: 1}}'])
      expect(judge(container(more))).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { anyNode, hostProcessPod, lintWith } from './lint.ts';

const judge = (text: string, kubernetes: string) => lintWith('field-versions')(text, anyNode, kubernetes);

const text = hostProcessPod('  containers:\n  - name: a\n    lifecycle: {preStop: {sleep: {seconds: 5}}}');

test('field-versions names a field that the API server does not know yet, and the version that introduced it', () => {
  expect(judge(text, '1.28')).toEqual([
    '13:27 error unknown field "spec.containers[0].lifecycle.preStop.sleep": the API server knows it since Kubernetes 1.29',
  ]);
  expect(judge(text, 'v1.29.3')).toEqual([]);
});

import { expect, test } from 'vitest';
import { isLogPath } from '../../../agent/bundle/contents/log-path.ts';

test('logs and the event log are what programs wrote', () => {
  const paths = [
    'logs/kubelet-kubelet.log',
    'events/Application-containerd.jsonl',
    'events/kubernetes.json',
    'a/logs/b',
  ];
  expect(paths.map(isLogPath)).toEqual([true, true, false, false]);
});

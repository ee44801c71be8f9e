import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('dns-config');

test('dns-config has the message of the API server about None without servers, and a policy that it does not know', () => {
  expect(judge(hostProcessPod('  dnsPolicy: None'))).toEqual([
    '11:3 error spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
  ]);
  expect(judge(hostProcessPod('  dnsPolicy: default'))).toEqual([
    '11:3 error spec.dnsPolicy: Unsupported value: "default": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
  ]);
});

test('dns-config accepts None with servers, and no policy', () => {
  expect(judge(hostProcessPod('  dnsPolicy: None\n  dnsConfig: {nameservers: [10.0.0.1]}'))).toEqual([]);
  expect(judge(hostProcessPod(''))).toEqual([]);
});

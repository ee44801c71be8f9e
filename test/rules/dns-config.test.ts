import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('dns-config');

test('dns-config says what the API server says of None without servers, and of a policy that it does not know', () => {
  expect(judge(hostProcessPod('  dnsPolicy: None'))).toEqual([
    '11:3 error spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
  ]);
  expect(judge(hostProcessPod('  dnsPolicy: default'))).toEqual([
    '11:3 error spec.dnsPolicy: Unsupported value: "default": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
  ]);
});

test('dns-config has nothing to say of None with servers, and of no policy', () => {
  expect(judge(hostProcessPod('  dnsPolicy: None\n  dnsConfig: {nameservers: [10.0.0.1]}'))).toEqual([]);
  expect(judge(hostProcessPod(''))).toEqual([]);
});

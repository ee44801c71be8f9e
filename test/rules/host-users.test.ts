import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('host-users');

test('host-users has the message of the API server about a user namespace or hostnameOverride with hostNetwork', () => {
  expect(judge(hostProcessPod('  hostUsers: false'))).toEqual([
    '11:3 error spec.hostNetwork: Forbidden: when `hostUsers` is false',
  ]);
  expect(judge(hostProcessPod('  hostnameOverride: a.example.com'))).toEqual([
    expect.stringContaining('11:3 error spec.hostnameOverride: Forbidden'),
  ]);
  expect(judge(hostProcessPod('  hostUsers: true'))).toEqual([]);
});

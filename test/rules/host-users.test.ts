import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('host-users');

test('host-users says what the API server says of a user namespace, and of another name of the host, beside its network', () => {
  expect(judge(hostProcessPod('  hostUsers: false'))).toEqual([
    '11:3 error spec.hostNetwork: Forbidden: when `hostUsers` is false',
  ]);
  expect(judge(hostProcessPod('  hostnameOverride: a.example.com'))).toEqual([
    expect.stringContaining('11:3 error spec.hostnameOverride: Forbidden'),
  ]);
  expect(judge(hostProcessPod('  hostUsers: true'))).toEqual([]);
});

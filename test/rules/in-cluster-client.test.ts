import { describe, expect, test } from 'vitest';
import { bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('in-cluster-client', () => {
  const judge = lintWith('in-cluster-client');

  const text = hostProcessPod(`
  serviceAccountName: agent
  containers: [{name: a}]
`);

  test('warns if clients do not find the token', () => {
    for (const node of [volumeNode, fallbackNode]) {
      expect(judge(text, node)).toEqual([
        '11:3 warn a client that looks for the token of agent where Linux has it does not find it',
      ]);
    }
  });

  test('accepts it in bind mode', () => {
    expect(judge(text, bindNode)).toEqual([]);
  });

  test.each([
    [
      'a pod without a token',
      'serviceAccountName: agent\n  automountServiceAccountToken: false\n  containers: [{name: a}]',
    ],
    ['a pod of no account of its own', 'containers: [{name: a}]'],
    [
      'a pod that knows its mount point',
      "serviceAccountName: agent\n  containers: [{args: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\x']}]",
    ],
    ['a pod with a kubeconfig in its arguments', 'serviceAccountName: agent\n  containers: [{args: [--kubeconfig=x]}]'],
    [
      'a pod with a kubeconfig in its environment',
      'serviceAccountName: agent\n  containers: [{env: [{name: KUBECONFIG, value: x}]}]',
    ],
  ])('accepts %s', (_what, rest) => {
    expect(judge(hostProcessPod(`  ${rest}`), volumeNode)).toEqual([]);
  });
});

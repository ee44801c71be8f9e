import { describe, expect, test } from 'vitest';
import { lintWith } from './lint.ts';

describe('annotations', () => {
  const judge = lintWith('annotations');

  const annotated = (key: string, value: string) =>
    `apiVersion: apps/v1
kind: DaemonSet
metadata: {annotations: {microsoft.com/hostprocess-inherit-user: "true"}}
spec:
  template:
    metadata:
      annotations:
        ${key}: ${JSON.stringify(value)}
    spec:
      hostNetwork: true
      containers: [{securityContext: {windowsOptions: {hostProcess: true}}}]
`;

  test('says that it does not reach the shim by itself', () => {
    expect(judge(annotated('microsoft.com/hostprocess-inherit-user', 'true'))).toEqual([
      '8:9 warn containerd does not pass microsoft.com/hostprocess-inherit-user to the shim, unless its configuration lists it',
    ]);
  });

  test('says that a location loses its last character', () => {
    const key = 'microsoft.com/hostprocess-rootfs-location';
    expect(judge(annotated(key, 'C:\\root'))).toEqual([
      `8:9 warn containerd does not pass ${key} to the shim, unless its configuration lists it`,
      '8:9 warn the shim cuts off the last character of C:\\root where it puts the path into commands',
    ]);
    expect(judge(annotated(key, 'C:\\root\\'))).toHaveLength(1);
  });

  test('says that an annotation never had an effect', () => {
    expect(judge(annotated('microsoft.com/hostprocess-mount-behavior', 'x'))).toEqual([
      '8:9 warn no shim has ever known microsoft.com/hostprocess-mount-behavior',
    ]);
  });

  test('accepts other annotations, and annotations that are not on the pod', () => {
    expect(judge(annotated('example.com/a', 'x'))).toEqual([]);
  });
});

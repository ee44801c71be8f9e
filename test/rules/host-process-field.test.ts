import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-field', () => {
  const judge = lintWith('host-process-field');

  test.each([
    ['  hostProcess: true', '5:3', 'spec.hostProcess'],
    ['  securityContext: {hostProcess: true}', '5:21', 'spec.securityContext.hostProcess'],
    [
      '  securityContext: {windowsOptions: {hostprocess: true}}',
      '5:38',
      'spec.securityContext.windowsOptions.hostprocess',
    ],
    ['  containers: [{name: a, hostProcess: true}]', '5:26', 'spec.containers[0].hostProcess'],
  ])('is sought where it is meant: %s', (spec, position, field) => {
    expect(judge(podOf(spec))).toEqual([
      `${position} error unknown field "${field}": hostProcess belongs in windowsOptions`,
    ]);
  });

  test('is missed where a pod has what only HostProcess pods have', () => {
    const args = podOf("  containers:\n  - args: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\x']\n");
    expect(judge(args)).toEqual(['6:12 error it reads CONTAINER_SANDBOX_MOUNT_POINT, but the pod is not HostProcess']);
    const annotated = podOf('  containers: [{}]', ", annotations: {microsoft.com/hostprocess-inherit-user: 'true'}");
    expect(judge(annotated)).toEqual([
      '3:39 error it has the annotation microsoft.com/hostprocess-inherit-user, but the pod is not HostProcess',
    ]);
  });

  test('is not asked of ordinary pods, nor of those that say false', () => {
    expect(judge(podOf('  containers: [{name: a}]'))).toEqual([]);
    const off =
      '  securityContext: {windowsOptions: {hostProcess: false}}\n  containers: [{args: [$env:CONTAINER_SANDBOX_MOUNT_POINT]}]';
    expect(judge(podOf(off))).toEqual([]);
  });

  test('is there in a HostProcess pod', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

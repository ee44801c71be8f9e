import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, hostProcessPod, lintWith, podOf } from './lint.ts';

describe('host-process-field', () => {
  const judge = lintWith('host-process-field');

  test.each([
    ['  hostProcess: true', '5:3', 'spec.hostProcess'],
    ['  securityContext: {hostProcess: true}', '5:21', 'spec.securityContext.hostProcess'],
    ['  containers: [{name: a, hostProcess: true}]', '5:26', 'spec.containers[0].hostProcess'],
  ])('is required when the pod is meant as HostProcess: %s', (spec, position, field) => {
    expect(judge(podOf(spec))).toEqual([
      `${position} error unknown field "${field}": hostProcess belongs in windowsOptions`,
    ]);
  });

  test('is told by its name where it is misspelt', () => {
    expect(judge(podOf('  securityContext: {windowsOptions: {hostprocess: true}}'))).toEqual([
      '5:38 error unknown field "spec.securityContext.windowsOptions.hostprocess": its name is hostProcess',
    ]);
  });

  test.each([
    [
      '  securityContext: {WindowsOptions: {hostProcess: true}}',
      '5:21',
      'unknown field "spec.securityContext.WindowsOptions": its name is windowsOptions',
    ],
    [
      '  windowsoptions: {hostProcess: true}',
      '5:3',
      'unknown field "spec.windowsoptions": windowsOptions belongs in securityContext',
    ],
  ])('is found below a misspelt field: %s', (spec, position, message) => {
    expect(judge(podOf(spec))).toEqual([`${position} error ${message}`]);
  });

  test('a pod with a misspelt securityContext around it is judged', () => {
    const text = podOf(
      '  SecurityContext: {windowsOptions: {hostProcess: true}}\n  containers: [{name: a, image: r/a:1}]',
    );
    const { problems } = lint([{ file: 'a', text }], { nodes: anyNode, all: false });
    expect(problems.map(({ message }) => message)).toContain(
      'unknown field "spec.SecurityContext": did you mean securityContext?',
    );
  });

  test('is the only error of a pod whose one container misspells it', () => {
    const text = hostProcessPod('').replace('hostProcess: true, ', '');
    const containers = ['hostProcess', 'HostProcess'].map(
      (field, index) => `  - {name: c${index}, image: r/a:1, securityContext: {windowsOptions: {${field}: true}}}\n`,
    );
    const { problems } = lint([{ file: 'a', text: `${text}  containers:\n${containers.join('')}` }], {
      nodes: anyNode,
      all: false,
    });
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '13 unknown field "spec.containers[1].securityContext.windowsOptions.HostProcess": its name is hostProcess',
    ]);
  });

  test('is required when a pod has fields of HostProcess pods', () => {
    const args = podOf("  containers:\n  - args: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\x']\n");
    expect(judge(args)).toEqual(['6:12 error it reads CONTAINER_SANDBOX_MOUNT_POINT, but the pod is not HostProcess']);
    const annotated = podOf('  containers: [{}]', ", annotations: {microsoft.com/hostprocess-inherit-user: 'true'}");
    expect(judge(annotated)).toEqual([
      '3:39 error it has the annotation microsoft.com/hostprocess-inherit-user, but the pod is not HostProcess',
    ]);
  });

  test('is not required of ordinary pods, or of pods that set it to false', () => {
    expect(judge(podOf('  containers: [{name: a}]'))).toEqual([]);
    const off =
      '  securityContext: {windowsOptions: {hostProcess: false}}\n  containers: [{args: [$env:CONTAINER_SANDBOX_MOUNT_POINT]}]';
    expect(judge(podOf(off))).toEqual([]);
  });

  test('is present in a HostProcess pod', () => {
    expect(judge(hostProcessPod('  containers: [{name: a}]'))).toEqual([]);
  });
});

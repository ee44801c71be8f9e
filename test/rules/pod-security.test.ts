import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('pod-security', () => {
  const judge = lintWith('pod-security');

  const pod = hostProcessPod('  containers: [{name: a}]', ', namespace: ops');
  const namespace = (labels: string) =>
    `\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ops, labels: {${labels}}}\n`;
  const enforce = 'pod-security.kubernetes.io/enforce';

  test('says what Pod Security has against it in a stricter namespace, wherever it is in the input', () => {
    expect(judge(pod + namespace(`${enforce}: baseline`))).toEqual([
      '10:8 error pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces, hostProcess',
    ]);
  });

  test('names each of its checks, and says that the pods of templates are refused', () => {
    const container = (name: string) => `{name: ${name}, securityContext: {windowsOptions: {hostProcess: true}}}`;
    const text = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: ops}
spec: {template: {spec: {hostNetwork: true, containers: [${container('a')}, ${container('b')}]}}}`;
    expect(judge(text + namespace(`${enforce}: restricted, ${enforce}-version: v1.29`))).toEqual([
      '4:19 error its pods are forbidden: each violates PodSecurity "restricted:v1.29": host namespaces, hostProcess, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
  });

  test.each([
    ['a privileged namespace', `${enforce}: privileged`],
    ['a namespace without a level', 'a: b'],
    ['a level that is only warned of', 'pod-security.kubernetes.io/warn: baseline'],
  ])('accepts it in %s', (_what, labels) => {
    expect(judge(pod + namespace(labels))).toEqual([]);
  });

  test('accepts a namespace that is not in the input', () => {
    expect(judge(pod)).toEqual([]);
  });
});

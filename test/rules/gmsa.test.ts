import { describe, expect, test } from 'vitest';
import { lintWith, podOf } from './lint.ts';

describe('gmsa', () => {
  const judge = lintWith('gmsa');

  const withSpec = (spec: string) =>
    podOf(`
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
      gmsaCredentialSpec: ${JSON.stringify(spec)}
  containers: [{name: a}]
`);
  const field = 'spec.securityContext.windowsOptions.gmsaCredentialSpec';

  test('has the message of the API server about an empty or too large credential spec', () => {
    expect(judge(withSpec(''))).toEqual([
      `9:7 error ${field}: Invalid value: "": gmsaCredentialSpec cannot be an empty string`,
    ]);
    expect(judge(withSpec('x'.repeat(64 * 1024 + 1)))).toEqual([
      `9:7 error ${field}: Invalid value: "${'x'.repeat(40)}": gmsaCredentialSpec size must be under 64 KiB`,
    ]);
  });

  test('warns that others are ignored, also those that are named', () => {
    const ignored =
      'HostProcess containers do not get the identity of a group managed service account: their credential spec is ignored';
    expect(judge(withSpec('x'.repeat(64 * 1024)))).toEqual([`9:7 warn ${ignored}`]);
    const named = podOf(`
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true}}
  containers:
    - name: a
      securityContext: {windowsOptions: {gmsaCredentialSpecName: web-gmsa}}
`);
    expect(judge(named)).toEqual([`9:42 warn ${ignored}`]);
  });

  test('leaves a pod alone that has none', () => {
    expect(
      judge(podOf('  securityContext: {windowsOptions: {hostProcess: true}}\n  containers: [{name: a}]\n')),
    ).toEqual([]);
  });
});

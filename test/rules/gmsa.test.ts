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

  test('accepts the size of others', () => {
    expect(judge(withSpec('x'.repeat(64 * 1024)))).toEqual([]);
  });
});

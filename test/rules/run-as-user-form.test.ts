import { describe, expect, test } from 'vitest';
import { lintWith, podOf, podRunningAs } from './lint.ts';

describe('run-as-user-form', () => {
  const judge = lintWith('run-as-user-form');

  test.each([
    ['', 'runAsUserName cannot be an empty string'],
    ['a\tb', 'runAsUserName cannot contain control characters'],
    ['A\\B\\C', 'runAsUserName cannot contain more than one backslash'],
    [`${'a.'.repeat(128)}a\\u`, "runAsUserName's Domain length must be under 256 characters"],
    ['.\\svc', "runAsUserName's Domain doesn't match the NetBios nor the DNS format"],
    ['CONTOSO\\', "runAsUserName's User cannot be empty"],
    ['u'.repeat(105), "runAsUserName's User length must not be longer than 104 characters"],
    ['. .', "runAsUserName's User cannot contain only periods or spaces"],
    ['svc@contoso.com', 'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'],
  ])('has the message of the API server about %j', (name, detail) => {
    const field = 'spec.securityContext.windowsOptions.runAsUserName';
    expect(judge(podRunningAs(name))).toEqual([
      `9:7 error ${field}: Invalid value: ${JSON.stringify(name)}: ${detail}`,
    ]);
  });

  test.each(['NT AUTHORITY\\SYSTEM', 'hpc-localgroup', 'corp.example.com\\svc$', 'Administrators', 'u'.repeat(104)])(
    'accepts the form of %j',
    (name) => {
      expect(judge(podRunningAs(name))).toEqual([]);
    },
  );

  test('judges a name of the pod that no container uses', () => {
    const text = podOf(`
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: a@b}}
  containers: [{name: a, securityContext: {windowsOptions: {runAsUserName: Administrators}}}]
`);
    expect(judge(text)).toHaveLength(1);
  });
});

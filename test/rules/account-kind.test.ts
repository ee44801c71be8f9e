import { describe, expect, test } from 'vitest';
import { lintWith, podRunningAs } from './lint.ts';

describe('account-kind', () => {
  const judge = lintWith('account-kind');

  test.each([
    ['ContainerAdministrator', 'ContainerAdministrator exists inside ordinary containers only, not on the host'],
    ['Guest', 'Guest is a user, and the shim has no password for it'],
    [
      'BUILTIN\\Administrators',
      'the shim looks BUILTIN\\Administrators up as a user: a name with a domain is never a local group',
    ],
    ['CONTOSO\\svc', 'CONTOSO\\svc is an account of CONTOSO: the shim has no password for it'],
    [
      'CONTOSO\\gmsa1$',
      'CONTOSO\\gmsa1$ is an account of CONTOSO: the shim has no password for it, and reads no gMSA credentials for HostProcess containers',
    ],
  ])('says why %s cannot work', (name, message) => {
    expect(judge(podRunningAs(name))).toEqual([`9:7 error ${message}`]);
  });

  test.each(['NT AUTHORITY\\SYSTEM', 'Administrators', 'hpc-localgroup'])('accepts %s', (name) => {
    expect(judge(podRunningAs(name))).toEqual([]);
  });
});

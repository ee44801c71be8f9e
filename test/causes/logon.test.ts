import { describe, expect, test } from 'vitest';
import { got } from '../snapshot.ts';
import {
  expectWeights,
  fixOf,
  group,
  groupsHidden,
  joined,
  joinHidden,
  on,
  rights,
  rightsHidden,
  shimOf16,
  token,
  user,
  usersHidden,
} from './case.ts';

const notGranted = token(
  'failed to logon user: Logon failure: the user has not been granted the requested logon type at this computer.',
);
const disabledNow = token("failed to logon user: This user can't sign in because this account is currently disabled.");
const noDomain = token('failed to logon user: The specified domain either does not exist or could not be contacted.');

const localAccounts = 'S-1-5-113';
const administrators = 'S-1-5-32-544';
const another = 'S-1-5-21-1-2-3-1001';
const adminsOnly = rights({ SeInteractiveLogonRight: [administrators] });
const deniedToLocal = rights({ SeDenyInteractiveLogonRight: [localAccounts] });

const nodes = {
  'nothing known': {},
  healthy: on(),
  'rights hidden': on(rightsHidden),
  'one right not told': on((facts) => {
    facts.accounts.rights = got({ SeInteractiveLogonRight: [administrators] });
  }),
  '1.6': on(shimOf16),
  '1.6, user': on(shimOf16, user('hpc-pods')),
  '1.6, users hidden': on(shimOf16, usersHidden),
  'denied to local accounts': on(group('hpc-pods'), deniedToLocal),
  'denied, no group': on(deniedToLocal),
  'denied, groups hidden': on(groupsHidden, deniedToLocal),
  'denied to another': on(group('hpc-pods'), rights({ SeDenyInteractiveLogonRight: [another] })),
  'administrators only': on(group('hpc-pods'), adminsOnly),
  'administrators only, no group': on(adminsOnly),
  'administrators and a group': on(group('hpc-pods'), rights({ SeInteractiveLogonRight: [administrators, another] })),
  'administrators only, group Administrators': on(group('Administrators'), adminsOnly),
  'service denied to SYSTEM': on(rights({ SeDenyServiceLogonRight: ['S-1-5-18'] })),
  'service denied to another': on(rights({ SeDenyServiceLogonRight: [another] })),
};

test('interactive-logon-right: by who holds it, who is denied it, and whether a temporary account is made', () => {
  expectWeights('interactive-logon-right', notGranted, nodes, [
    ['NT AUTHORITY\\SYSTEM', 'healthy', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    [undefined, 'nothing known', 'possible'],
    ['hpc-pods', 'nothing known', 'possible', 'runAsUserName (the pod): hpc-pods'],
    [undefined, 'rights hidden', 'possible'],
    ['hpc-pods', 'rights hidden', 'possible', 'runAsUserName (the pod): hpc-pods'],
    ['hpc-pods', 'one right not told', 'possible', 'runAsUserName (the pod): hpc-pods'],
    [undefined, '1.6', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.9.12'],
    [
      'hpc-pods',
      '1.6',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
    ],
    [
      'hpc-pods',
      '1.6, user',
      'possible',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
    ],
    [
      'hpc-pods',
      '1.6, users hidden',
      'possible',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
    ],
    [
      undefined,
      'healthy',
      'ruled-out',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: nobody',
    ],
    [
      'hpc-pods',
      'healthy',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: nobody',
    ],
    [
      'CORP\\hpc-pods',
      'denied to local accounts',
      'likely',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-113',
    ],
    [
      undefined,
      'denied to local accounts',
      'likely',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-113',
    ],
    [
      'hpc-pods',
      'denied to local accounts',
      'confirmed',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-113',
      'local group "hpc-pods": exists',
    ],
    [
      'hpc-pods',
      'denied, no group',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-113',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      'denied, groups hidden',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-113',
    ],
    [
      'hpc-pods',
      'denied to another',
      'possible',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-32-545',
      'SeDenyInteractiveLogonRight: S-1-5-21-1-2-3-1001',
    ],
    [
      'hpc-pods',
      'administrators only',
      'confirmed',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544',
      'SeDenyInteractiveLogonRight: nobody',
      'local group "hpc-pods": exists',
    ],
    [
      'hpc-pods',
      'administrators only, no group',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544',
      'SeDenyInteractiveLogonRight: nobody',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      'administrators and a group',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544, S-1-5-21-1-2-3-1001',
      'SeDenyInteractiveLogonRight: nobody',
    ],
    [
      'hpc-pods',
      'administrators only, group Administrators',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'SeInteractiveLogonRight: S-1-5-32-544',
      'SeDenyInteractiveLogonRight: nobody',
      'local group "hpc-pods": does not exist',
    ],
    [
      'Administrators',
      'administrators only, group Administrators',
      'ruled-out',
      'runAsUserName (the pod): Administrators',
      'SeInteractiveLogonRight: S-1-5-32-544',
      'SeDenyInteractiveLogonRight: nobody',
    ],
    [
      'CORP\\Administrators',
      'administrators only, group Administrators',
      'likely',
      'runAsUserName (the pod): CORP\\Administrators',
      'SeInteractiveLogonRight: S-1-5-32-544',
      'SeDenyInteractiveLogonRight: nobody',
    ],
  ]);
});

test('service-logon-right: by who is denied it; other users do not need it', () => {
  expectWeights('service-logon-right', notGranted, nodes, [
    ['hpc-pods', 'healthy', 'ruled-out', 'runAsUserName (the pod): hpc-pods'],
    [undefined, 'nothing known', 'possible'],
    ['NT AUTHORITY\\SYSTEM', 'nothing known', 'possible', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    [undefined, 'rights hidden', 'possible'],
    ['NT AUTHORITY\\SYSTEM', 'rights hidden', 'possible', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    [undefined, 'healthy', 'ruled-out', 'SeDenyServiceLogonRight: nobody'],
    [
      'NT AUTHORITY\\SYSTEM',
      'healthy',
      'possible',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
      'SeDenyServiceLogonRight: nobody',
    ],
    [undefined, 'service denied to SYSTEM', 'likely', 'SeDenyServiceLogonRight: S-1-5-18'],
    [
      'NT AUTHORITY\\SYSTEM',
      'service denied to SYSTEM',
      'confirmed',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
      'SeDenyServiceLogonRight: S-1-5-18',
    ],
    [undefined, 'service denied to another', 'possible', 'SeDenyServiceLogonRight: S-1-5-21-1-2-3-1001'],
    [
      'NT AUTHORITY\\SYSTEM',
      'service denied to another',
      'possible',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
      'SeDenyServiceLogonRight: S-1-5-21-1-2-3-1001',
    ],
  ]);
});

test('account-restriction: by the state of the local user', () => {
  const users = {
    'nothing known': {},
    healthy: on(),
    'users hidden': on(usersHidden),
    free: on(user('svc')),
    disabled: on(user('svc', { disabled: true })),
    locked: on(user('svc', { locked: true })),
    expired: on(user('svc', { passwordExpired: true })),
    all: on(user('svc', { disabled: true, locked: true, passwordExpired: true })),
  };
  expectWeights('account-restriction', disabledNow, users, [
    [undefined, 'healthy', 'possible'],
    ['NT AUTHORITY\\SYSTEM', 'healthy', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    ['svc', 'nothing known', 'possible', 'runAsUserName (the pod): svc'],
    ['svc', 'healthy', 'possible', 'runAsUserName (the pod): svc'],
    ['svc', 'users hidden', 'possible', 'runAsUserName (the pod): svc'],
    ['svc', 'free', 'possible', 'runAsUserName (the pod): svc', 'local user "svc": no restriction seen'],
    ['svc', 'disabled', 'confirmed', 'runAsUserName (the pod): svc', 'local user "svc": disabled'],
    ['svc', 'locked', 'confirmed', 'runAsUserName (the pod): svc', 'local user "svc": locked'],
    ['svc', 'expired', 'confirmed', 'runAsUserName (the pod): svc', 'local user "svc": password expired'],
    ['svc', 'all', 'confirmed', 'runAsUserName (the pod): svc', 'local user "svc": disabled, locked, password expired'],
  ]);
});

const domains = {
  'nothing known': {},
  domain: on(joined('domain')),
  workgroup: on(joined('workgroup')),
  'join hidden': on(joinHidden),
};

test('domain-unavailable: only an account with a domain needs one', () => {
  expectWeights('domain-unavailable', noDomain, domains, [
    [undefined, 'nothing known', 'possible'],
    [undefined, 'domain', 'possible', 'this node is joined to: domain CORP'],
    [undefined, 'workgroup', 'possible', 'this node is joined to: workgroup CORP'],
    [undefined, 'join hidden', 'possible'],
    ['svc', 'nothing known', 'ruled-out', 'runAsUserName (the pod): svc'],
    ['svc', 'domain', 'ruled-out', 'runAsUserName (the pod): svc', 'this node is joined to: domain CORP'],
    ['svc', 'workgroup', 'ruled-out', 'runAsUserName (the pod): svc', 'this node is joined to: workgroup CORP'],
    ['svc', 'join hidden', 'ruled-out', 'runAsUserName (the pod): svc'],
    ['NT AUTHORITY\\SYSTEM', 'nothing known', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    [
      'NT AUTHORITY\\SYSTEM',
      'domain',
      'ruled-out',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
      'this node is joined to: domain CORP',
    ],
    [
      'NT AUTHORITY\\SYSTEM',
      'workgroup',
      'ruled-out',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
      'this node is joined to: workgroup CORP',
    ],
    ['NT AUTHORITY\\SYSTEM', 'join hidden', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    ['CORP\\svc', 'nothing known', 'possible', 'runAsUserName (the pod): CORP\\svc'],
    ['CORP\\svc', 'domain', 'likely', 'runAsUserName (the pod): CORP\\svc', 'this node is joined to: domain CORP'],
    [
      'CORP\\svc',
      'workgroup',
      'confirmed',
      'runAsUserName (the pod): CORP\\svc',
      'this node is joined to: workgroup CORP',
    ],
    ['CORP\\svc', 'join hidden', 'possible', 'runAsUserName (the pod): CORP\\svc'],
  ]);
});

describe('the fix', () => {
  test('takes out of a denial those who make the account denied, and nobody else that it names', () => {
    const both = on(group('hpc-pods'), rights({ SeDenyInteractiveLogonRight: [another, localAccounts] }));
    const fix = fixOf('interactive-logon-right', notGranted, both, { runAsUserName: 'hpc-pods' });
    expect(fix).toContain(localAccounts);
    expect(fix).not.toContain(another);
  });

  test('of the right to log on locally names the group where it is known', () => {
    const of = (runAsUserName?: string) =>
      fixOf('interactive-logon-right', notGranted, {}, runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('hpc-pods')).toContain("'$0,hpc-pods'");
    expect(of('CORP\\svc')).toContain("'$0,<group>'");
    expect(of()).toContain("'$0,<group>'");
  });

  test('of a denial names the groups that it names, and all that it may name where nobody could read it', () => {
    const of = (node: keyof typeof nodes) => fixOf('service-logon-right', notGranted, nodes[node]);
    expect(of('service denied to SYSTEM')).toContain('Take SYSTEM out of "Deny log on as a service".');
    expect(of('rights hidden')).toContain(
      'If "Deny log on as a service" names Everyone, SERVICE, Authenticated Users, SYSTEM, LocalService, NetworkService, take those out',
    );
  });

  test('of a restricted account names it', () => {
    expect(fixOf('account-restriction', disabledNow, {}, { runAsUserName: 'CORP\\svc' })).toContain(
      'Get-LocalUser -Name svc |',
    );
    expect(fixOf('account-restriction', disabledNow, {}, { runAsUserName: 'CORP\\' })).toContain(
      'Get-LocalUser -Name <account> |',
    );
    expect(fixOf('account-restriction', disabledNow, {})).toContain('Get-LocalUser -Name <account> |');
  });

  test('of a domain that does not answer tests the one that the node is in, else that of the account', () => {
    const of = (node: keyof typeof domains, runAsUserName?: string) =>
      fixOf('domain-unavailable', noDomain, domains[node], runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('domain', 'OTHER\\svc')).toContain('nltest.exe /sc_verify:CORP');
    expect(of('workgroup', 'OTHER\\svc')).toContain('nltest.exe /sc_verify:OTHER');
    expect(of('join hidden', 'OTHER\\svc')).toContain('nltest.exe /sc_verify:OTHER');
    expect(of('workgroup', 'svc')).toContain('nltest.exe /sc_verify:<domain>');
    expect(of('nothing known')).toContain('nltest.exe /sc_verify:<domain>');
  });
});

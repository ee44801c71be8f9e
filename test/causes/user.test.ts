import { describe, expect, test } from 'vitest';
import {
  type Edit,
  expectWeights,
  fixOf,
  group,
  groupsHidden,
  joined,
  joinHidden,
  judged,
  on,
  shimOf16,
  token,
  user,
  usersHidden,
  weightOf,
} from './case.ts';

const wrongPassword = token('failed to logon user: The user name or password is incorrect.');

const nodes = {
  'nothing known': {},
  healthy: on(),
  group: on(group('hpc-pods')),
  user: on(user('hpc-pods')),
  'groups hidden': on(groupsHidden),
  'users hidden': on(usersHidden),
  '1.6': on(shimOf16),
  '1.6, group': on(shimOf16, group('hpc-pods')),
  '1.6, user': on(shimOf16, user('hpc-pods')),
  domain: on(joined('domain')),
  workgroup: on(joined('workgroup')),
  'join hidden': on(joinHidden),
  'group, domain': on(group('hpc-pods'), joined('domain')),
  '1.6, group, domain': on(shimOf16, group('hpc-pods'), joined('domain')),
  'join hidden, group': on(joinHidden, group('hpc-pods')),
  'such a group': on(group('system')),
};

test('account-needs-password: a user of this node or of a domain, not a group', () => {
  expectWeights('account-needs-password', wrongPassword, nodes, [
    [undefined, 'healthy', 'possible'],
    ['', 'healthy', 'ruled-out', 'runAsUserName (the pod): (not set)'],
    ['NT AUTHORITY\\SYSTEM', 'healthy', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    ['hpc-pods', 'nothing known', 'possible', 'runAsUserName (the pod): hpc-pods'],
    ['hpc-pods', 'healthy', 'ruled-out', 'runAsUserName (the pod): hpc-pods', 'local user "hpc-pods": does not exist'],
    ['hpc-pods', 'group', 'ruled-out', 'runAsUserName (the pod): hpc-pods', 'local group "hpc-pods": exists'],
    ['hpc-pods', 'user', 'confirmed', 'runAsUserName (the pod): hpc-pods', 'local user "hpc-pods": exists'],
    ['hpc-pods', 'users hidden', 'possible', 'runAsUserName (the pod): hpc-pods'],
    ['hpc-pods', '1.6', 'ruled-out', 'runAsUserName (the pod): hpc-pods', 'local user "hpc-pods": does not exist'],
    [
      'hpc-pods',
      '1.6, group',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local user "hpc-pods": does not exist',
    ],
    ['hpc-pods', '1.6, user', 'confirmed', 'runAsUserName (the pod): hpc-pods', 'local user "hpc-pods": exists'],
    [
      'hpc-pods',
      'groups hidden',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local user "hpc-pods": does not exist',
    ],
    [
      '.\\hpc-pods',
      'healthy',
      'likely',
      'runAsUserName (the pod): .\\hpc-pods',
      'local user "hpc-pods": does not exist',
    ],
    [
      'WIN-NODE-1\\hpc-pods',
      'healthy',
      'likely',
      'runAsUserName (the pod): WIN-NODE-1\\hpc-pods',
      'local user "hpc-pods": does not exist',
    ],
    ['.\\hpc-pods', 'user', 'confirmed', 'runAsUserName (the pod): .\\hpc-pods', 'local user "hpc-pods": exists'],
    [
      'WIN-NODE-1\\hpc-pods',
      'user',
      'confirmed',
      'runAsUserName (the pod): WIN-NODE-1\\hpc-pods',
      'local user "hpc-pods": exists',
    ],
    ['.\\hpc-pods', 'users hidden', 'possible', 'runAsUserName (the pod): .\\hpc-pods'],
    ['WIN-NODE-1\\hpc-pods', 'users hidden', 'possible', 'runAsUserName (the pod): WIN-NODE-1\\hpc-pods'],
    ['.\\hpc-pods', 'group', 'likely', 'runAsUserName (the pod): .\\hpc-pods', 'local user "hpc-pods": does not exist'],
    [
      'WIN-NODE-1\\hpc-pods',
      'group',
      'likely',
      'runAsUserName (the pod): WIN-NODE-1\\hpc-pods',
      'local user "hpc-pods": does not exist',
    ],
    ['CORP\\hpc-pods', 'nothing known', 'possible', 'runAsUserName (the pod): CORP\\hpc-pods'],
    ['CORP\\hpc-pods', 'join hidden', 'possible', 'runAsUserName (the pod): CORP\\hpc-pods'],
    [
      'CORP\\hpc-pods',
      'domain',
      'confirmed',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'this node is joined to: domain CORP',
    ],
    [
      'CORP\\hpc-pods',
      'workgroup',
      'likely',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'this node is joined to: workgroup CORP',
    ],
    [
      'CORP\\hpc-pods',
      'group, domain',
      'possible',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'local group "hpc-pods": exists',
    ],
    [
      'CORP\\hpc-pods',
      '1.6, group, domain',
      'confirmed',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'this node is joined to: domain CORP',
    ],
    [
      'CORP\\hpc-pods',
      'join hidden, group',
      'possible',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'local group "hpc-pods": exists',
    ],
    ['CORP\\node$', 'nothing known', 'likely', 'runAsUserName (the pod): CORP\\node$'],
    ['CORP\\node$', 'join hidden', 'likely', 'runAsUserName (the pod): CORP\\node$'],
    [
      'CORP\\node$',
      'domain',
      'confirmed',
      'runAsUserName (the pod): CORP\\node$',
      'this node is joined to: domain CORP',
    ],
  ]);
});

test('nt-authority-spelling: a system account by another domain, unless a group has that name', () => {
  expectWeights('nt-authority-spelling', wrongPassword, nodes, [
    [undefined, 'healthy', 'possible'],
    ['hpc-pods', 'healthy', 'ruled-out', 'runAsUserName (the pod): hpc-pods'],
    ['system', 'healthy', 'confirmed', 'runAsUserName (the pod): system', 'spelled right: "NT AUTHORITY\\SYSTEM"'],
    [
      'nt authority\\local service',
      'healthy',
      'confirmed',
      'runAsUserName (the pod): nt authority\\local service',
      'spelled right: "NT AUTHORITY\\Local Service"',
    ],
    ['system', 'such a group', 'ruled-out', 'runAsUserName (the pod): system', 'local group "system": exists'],
    [
      'nt authority\\system',
      'such a group',
      'confirmed',
      'runAsUserName (the pod): nt authority\\system',
      'spelled right: "NT AUTHORITY\\SYSTEM"',
    ],
    ['NT AUTHORITY\\SYSTEM', 'healthy', 'ruled-out', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
  ]);
});

test('image-user: a user that only isolated containers have', () => {
  expectWeights('image-user', wrongPassword, nodes, [
    [undefined, 'healthy', 'possible'],
    ['ContainerUser', 'healthy', 'confirmed', 'runAsUserName (the pod): ContainerUser'],
    ['', 'healthy', 'likely', 'runAsUserName (the pod): (not set)'],
    ['hpc-pods', 'healthy', 'ruled-out', 'runAsUserName (the pod): hpc-pods'],
  ]);
});

test('run-as-user-missing: no user is set', () => {
  expectWeights('run-as-user-missing', token('empty username or group name passed'), nodes, [
    [undefined, 'healthy', 'possible', 'matched text: empty username or group name passed'],
    [null, 'healthy', 'confirmed', 'runAsUserName (the pod): (not set)'],
    ['', 'healthy', 'confirmed', 'runAsUserName (the pod): (not set)'],
    ['hpc-pods', 'healthy', 'possible', 'matched text: empty username or group name passed'],
  ]);
});

test('inherit-user-annotation: confirmed by a handler that passes the annotation on', () => {
  const text = token('failed to open current process token: Access is denied.');
  const passing =
    (where: 'podAnnotations' | 'containerAnnotations'): Edit =>
    (facts) => {
      const handlers = facts.runtime.status.ok ? facts.runtime.status.value.config?.handlers : undefined;
      for (const handler of handlers ?? []) handler[where] = ['microsoft.com/*'];
    };
  const said = ['possible', 'matched text: failed to open current process token: Access is denied.: unknown'];
  expect(judged('inherit-user-annotation', text, {})).toEqual(said);
  expect(judged('inherit-user-annotation', text, on())).toEqual(said);
  for (const where of ['podAnnotations', 'containerAnnotations'] as const) {
    expect(judged('inherit-user-annotation', text, on(passing(where)))).toEqual([
      'confirmed',
      'runtime handler runhcs-wcow-process: passes the annotation on',
    ]);
  }
});

test('run-as-user-invalid: the value as the manifest has it, where the text has it', () => {
  const invalid = (value: string, rule: string) =>
    `The Pod "agent" is invalid: spec.securityContext.windowsOptions.runAsUserName: Invalid value: ${value}: ${rule}`;
  const dot = invalid('".\\\\svc"', "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  expect(judged('run-as-user-invalid', dot, {})).toEqual(['possible', 'runAsUserName: .\\svc']);
  const right = (value: string) =>
    fixOf(
      'run-as-user-invalid',
      invalid(value, "runAsUserName's Domain doesn't match the NetBios nor the DNS format"),
      {},
    );
  expect(right('".\\\\bob"')).toContain('Write a domain before the backslash of ".\\bob", or the name alone.');
  expect(right('"\\\\bob"')).toContain('Write a domain before the backslash of "\\bob", or the name alone.');
  const other = invalid('"a\\\\b\\\\c"', 'runAsUserName is not right');
  expect(judged('run-as-user-invalid', other, {})[1]).toBe('runAsUserName: a\\b\\c');
});

describe('the fix', () => {
  test('of a system account that is not spelled right spells it', () => {
    const of = (runAsUserName?: string) =>
      fixOf('nt-authority-spelling', wrongPassword, {}, runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('nt authority\\networkservice')).toContain('runAsUserName: "NT AUTHORITY\\\\Network Service"');
    expect(of()).toContain('runAsUserName: "NT AUTHORITY\\\\Local Service"');
    expect(of()).toContain('if another is meant, it is "NT AUTHORITY\\Network Service" or "NT AUTHORITY\\SYSTEM"');
  });

  test('of an account with a password names the account whose rights the group gets', () => {
    const of = (runAsUserName?: string) =>
      fixOf('account-needs-password', wrongPassword, {}, runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('CORP\\svc')).toContain('give it the rights of CORP\\svc.');
    expect(of('')).toContain('give it the rights of the account.');
    expect(of()).toContain('give it the rights of the account.');
  });
});

test('account-needs-password: BUILTIN holds groups only', () => {
  const refused = token('failed to logon user: The user name or password is incorrect.');
  const user = { runAsUserName: 'builtin\\administrators' };
  expect(weightOf('account-needs-password', refused, {}, user).weight).toBe('ruled-out');
  expect(weightOf('account-needs-password', refused, {}, { runAsUserName: 'CORP\\administrators' }).weight).toBe(
    'possible',
  );
});

test('run-as-user-invalid: what to change in the value, by the words of API server 1.34.2', () => {
  const refused = (value: string, why: string) =>
    fixOf(
      'run-as-user-invalid',
      `spec.securityContext.windowsOptions.runAsUserName: Invalid value: ${value}: ${why}`,
      {},
    );
  const domain = "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
  const characters = 'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]';
  expect(refused('"a\\\\b\\\\c"', 'runAsUserName cannot contain more than one backslash')).toContain(
    'Leave one backslash in "a\\b\\c", between domain and name.',
  );
  expect(refused('"NT AUTHORITY\\\\SYSTEM\\n"', 'runAsUserName cannot contain control characters')).toContain(
    'Remove the control character, such as \\n for a new line, from "NT AUTHORITY\\SYSTEM\\n".',
  );
  expect(refused('""', 'runAsUserName cannot be an empty string')).toContain('Correct the value as the text says.');
  expect(refused('".\\\\bob"', domain)).toContain(
    'Write a domain before the backslash of ".\\bob", or the name alone.',
  );
  expect(refused('"\\\\bob"', domain)).toContain('Write a domain before the backslash of "\\bob", or the name alone.');
  expect(refused('"a:b"', characters)).toContain('Remove the character : from the name in "a:b".');
  expect(refused('"bob@corp"', characters)).toContain('Remove the character @ from the name in "bob@corp".');
  expect(refused('"CORP\\\\"', "runAsUserName's User cannot be empty")).toContain(
    'Correct "CORP\\" by the rule that the text names.',
  );
});

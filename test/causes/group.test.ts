import { describe, expect, test } from 'vitest';
import {
  account,
  expectWeights,
  fixOf,
  group,
  groupsHidden,
  joined,
  joinHidden,
  judged,
  on,
  shimHidden,
  shimOf16,
  token,
  user,
  usersHidden,
} from './case.ts';

const wrongPassword = token('failed to logon user: The user name or password is incorrect.');
const temporary = '8f2d7c41b0e95a36d1c4';
const added = (reason: string) => account(`failed to add user "${temporary}" to the "hpc-pods" group: ${reason}`);
const noSuchGroup = added('The specified local group does not exist.');

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
  '1.6, groups hidden': on(shimOf16, groupsHidden),
  '1.6, users hidden': on(shimOf16, usersHidden),
  'shim hidden': on(shimHidden),
  'shim hidden, group': on(shimHidden, group('hpc-pods')),
  'shim hidden, user': on(shimHidden, user('hpc-pods')),
  'shim hidden, users hidden': on(shimHidden, usersHidden),
  domain: on(joined('domain')),
  workgroup: on(joined('workgroup')),
  'join hidden': on(joinHidden),
};

test('local-group-missing: a name that nobody has, to a shim that knows groups', () => {
  expectWeights('local-group-missing', wrongPassword, nodes, [
    [undefined, 'nothing known', 'possible'],
    [undefined, 'healthy', 'possible'],
    [undefined, '1.6', 'ruled-out', 'version of containerd-shim-runhcs-v1.exe: 0.9.12'],
    ['hpc-pods', 'nothing known', 'possible', 'runAsUserName (the pod): hpc-pods'],
    [
      'hpc-pods',
      'healthy',
      'confirmed',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
      'local user "hpc-pods": does not exist',
    ],
    ['hpc-pods', 'group', 'ruled-out', 'runAsUserName (the pod): hpc-pods', 'local group "hpc-pods": exists'],
    [
      'hpc-pods',
      'user',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
      'local user "hpc-pods": exists',
    ],
    ['hpc-pods', 'groups hidden', 'possible', 'runAsUserName (the pod): hpc-pods'],
    [
      'hpc-pods',
      'users hidden',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    ['hpc-pods', '1.6', 'ruled-out', 'version of containerd-shim-runhcs-v1.exe: 0.9.12'],
    [
      'hpc-pods',
      'shim hidden',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      'shim hidden, user',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      'shim hidden, users hidden',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    ['CORP\\hpc-pods', 'healthy', 'ruled-out', 'runAsUserName (the pod): CORP\\hpc-pods'],
    ['', 'healthy', 'ruled-out', 'runAsUserName (the pod): (not set)'],
  ]);
});

test('local-group-missing: where the text names the group, only the list of groups counts', () => {
  expectWeights('local-group-missing', noSuchGroup, nodes, [
    [
      undefined,
      'nothing known',
      'possible',
      'matched text: failed to add user "8f2d7c41b0e95a36d1c4" to the "hpc-pods" group: The specified local group does not exist.: unknown',
    ],
    [undefined, 'healthy', 'confirmed', 'local group "hpc-pods": does not exist'],
    [undefined, 'group', 'ruled-out', 'local group "hpc-pods": exists'],
    [undefined, '1.6', 'confirmed', 'local group "hpc-pods": does not exist'],
  ]);
});

test('local-group-unsupported: a group, or a name that nobody has, to a shim that does not know groups', () => {
  expectWeights('local-group-unsupported', wrongPassword, nodes, [
    [undefined, 'nothing known', 'possible'],
    [undefined, '1.6', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.9.12'],
    [undefined, 'healthy', 'ruled-out', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['hpc-pods', 'nothing known', 'possible', 'runAsUserName (the pod): hpc-pods'],
    ['hpc-pods', 'healthy', 'ruled-out', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    [
      'hpc-pods',
      '1.6',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      '1.6, group',
      'confirmed',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
      'local group "hpc-pods": exists',
    ],
    [
      'hpc-pods',
      '1.6, user',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      '1.6, groups hidden',
      'likely',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
    ],
    [
      'hpc-pods',
      '1.6, users hidden',
      'possible',
      'runAsUserName (the pod): hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
      'local group "hpc-pods": does not exist',
    ],
    [
      'hpc-pods',
      'shim hidden',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    ['hpc-pods', 'shim hidden, group', 'possible', 'runAsUserName (the pod): hpc-pods'],
    [
      'hpc-pods',
      'shim hidden, user',
      'ruled-out',
      'runAsUserName (the pod): hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    ['hpc-pods', 'groups hidden', 'ruled-out', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    [
      'CORP\\hpc-pods',
      '1.6',
      'ruled-out',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'version of containerd-shim-runhcs-v1.exe: 0.9.12',
    ],
    ['', '1.6', 'ruled-out', 'runAsUserName (the pod): (not set)', 'version of containerd-shim-runhcs-v1.exe: 0.9.12'],
  ]);
});

test('local-group-prefixed: a group that exists, with a domain before it', () => {
  expectWeights('local-group-prefixed', wrongPassword, nodes, [
    [undefined, 'healthy', 'possible'],
    ['hpc-pods', 'group', 'ruled-out', 'runAsUserName (the pod): hpc-pods'],
    ['CORP\\hpc-pods', 'groups hidden', 'possible', 'runAsUserName (the pod): CORP\\hpc-pods'],
    [
      'CORP\\hpc-pods',
      'healthy',
      'ruled-out',
      'runAsUserName (the pod): CORP\\hpc-pods',
      'local group "hpc-pods": does not exist',
    ],
    ['CORP\\hpc-pods', 'group', 'likely', 'runAsUserName (the pod): CORP\\hpc-pods', 'local group "hpc-pods": exists'],
    [
      'BUILTIN\\hpc-pods',
      'group',
      'confirmed',
      'runAsUserName (the pod): BUILTIN\\hpc-pods',
      'local group "hpc-pods": exists',
    ],
    [
      'WIN-NODE-1\\hpc-pods',
      'group',
      'confirmed',
      'runAsUserName (the pod): WIN-NODE-1\\hpc-pods',
      'local group "hpc-pods": exists',
    ],
    ['.\\hpc-pods', 'group', 'confirmed', 'runAsUserName (the pod): .\\hpc-pods', 'local group "hpc-pods": exists'],
  ]);
});

test('group-membership: the group that refuses members is there', () => {
  expectWeights('group-membership', added('Access is denied.'), nodes, [
    [
      undefined,
      'groups hidden',
      'possible',
      'matched text: failed to add user "8f2d7c41b0e95a36d1c4" to the "hpc-pods" group: Access is denied.: unknown',
    ],
    [undefined, 'healthy', 'ruled-out', 'local group "hpc-pods": does not exist'],
    [undefined, 'group', 'possible', 'local group "hpc-pods": exists'],
  ]);
});

test('stale-local-account: the account of the text, or others like it', () => {
  const accounts = {
    'nothing known': {},
    healthy: on(),
    'it is there': on(user(temporary)),
    'users hidden': on(usersHidden),
    another: on(user('1'.repeat(20))),
  };
  expectWeights('stale-local-account', account(`failed to create user ${temporary}: winapi error #2224`), accounts, [
    [
      undefined,
      'nothing known',
      'possible',
      'matched text: failed to create local account for container: failed to create user 8f2d7c41b0e95a36d1c4: winapi error #2224: unknown',
    ],
    [undefined, 'healthy', 'possible', 'local user "8f2d7c41b0e95a36d1c4": does not exist'],
    [undefined, 'it is there', 'confirmed', 'local user "8f2d7c41b0e95a36d1c4": exists'],
    [
      undefined,
      'users hidden',
      'possible',
      'matched text: failed to create local account for container: failed to create user 8f2d7c41b0e95a36d1c4: winapi error #2224: unknown',
    ],
    [undefined, 'another', 'possible', 'local user "8f2d7c41b0e95a36d1c4": does not exist'],
  ]);
  expectWeights('stale-local-account', account('The account already exists.'), accounts, [
    [
      undefined,
      'nothing known',
      'possible',
      'matched text: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: The account already exists.: unknown',
    ],
    [
      undefined,
      'healthy',
      'possible',
      'matched text: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: The account already exists.: unknown',
    ],
    [undefined, 'it is there', 'likely', 'accounts named after containers: 8f2d7c41b0e95a36d1c4'],
    [
      undefined,
      'users hidden',
      'possible',
      'matched text: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: The account already exists.: unknown',
    ],
  ]);
});

test('stale-local-account: five of those that are left over are named', () => {
  const names = ['1', '2', '3', '4', '5', '6'].map((digit) => `${digit}f2d7c41b0e95a36d1c4`);
  const facts = on(...names.map((name) => user(name)));
  expect(judged('stale-local-account', account('The account already exists.'), facts)).toEqual([
    'likely',
    'accounts named after containers: 1f2d7c41b0e95a36d1c4, 2f2d7c41b0e95a36d1c4, 3f2d7c41b0e95a36d1c4, 4f2d7c41b0e95a36d1c4, 5f2d7c41b0e95a36d1c4',
  ]);
});

test('domain-controller-node: a node of a domain may be one', () => {
  const text = account(`failed to create user ${temporary}: winapi error #2226`);
  expectWeights('domain-controller-node', text, nodes, [
    [
      undefined,
      'nothing known',
      'possible',
      'matched text: failed to create local account for container: failed to create user 8f2d7c41b0e95a36d1c4: winapi error #2226: unknown',
    ],
    [
      undefined,
      'join hidden',
      'possible',
      'matched text: failed to create local account for container: failed to create user 8f2d7c41b0e95a36d1c4: winapi error #2226: unknown',
    ],
    [undefined, 'domain', 'likely', 'this node is joined to: domain CORP'],
    [undefined, 'workgroup', 'ruled-out', 'this node is joined to: workgroup CORP'],
  ]);
});

describe('the fix', () => {
  test('of a group with a domain names it without, and an upgrade where the shim does not know groups', () => {
    const of = (node: keyof typeof nodes, runAsUserName?: string) =>
      fixOf('local-group-prefixed', wrongPassword, nodes[node], runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('healthy', 'CORP\\web')).toContain('runAsUserName: "web"');
    expect(of('healthy', 'CORP\\')).toContain('runAsUserName: "<group>"');
    expect(of('healthy')).toContain('runAsUserName: "<group>"');
    expect(of('healthy', 'CORP\\web')).not.toContain('Upgrade');
    expect(of('shim hidden', 'CORP\\web')).not.toContain('Upgrade');
    expect(of('1.6', 'CORP\\web')).toContain(
      'Upgrade containerd too, because older shims do not support groups, in 8 steps: take a newer node image',
    );
  });

  test('of a missing group creates it, or names the one that was meant', () => {
    const of = (node: keyof typeof nodes, runAsUserName?: string) =>
      fixOf('local-group-missing', wrongPassword, nodes[node], runAsUserName === undefined ? {} : { runAsUserName });
    expect(of('group', 'hpc-pod')).toContain('If the group "hpc-pods" of this node is meant, name it.');
    expect(of('group', 'hpc-pod')).toContain('New-LocalGroup -Name hpc-pod\n');
    expect(of('group', 'hpc-pods')).not.toContain('is meant');
    expect(of('healthy', 'hpc-pods')).not.toContain('is meant');
    expect(of('healthy', '')).toContain('New-LocalGroup -Name <group>\n');
    expect(of('healthy')).toContain('New-LocalGroup -Name <group>\n');
    // The text knows it better than the pod.
    const named = fixOf('local-group-missing', noSuchGroup, nodes.healthy, { runAsUserName: 'other' });
    expect(named).toContain('New-LocalGroup -Name hpc-pods\n');
  });

  test('of an account that was left over names it where the text does', () => {
    const named = account(`failed to create user ${temporary}: winapi error #2224`);
    expect(fixOf('stale-local-account', named, {})).toContain(`Remove-LocalUser -Name ${temporary}`);
    const other = account('The account already exists.');
    expect(fixOf('stale-local-account', other, {})).toContain('Remove-LocalUser -Name <left account>');
  });
});

test('stale-local-account: the account to delete is that of the text, else each one of the list', () => {
  const named = fixOf(
    'stale-local-account',
    'cleanup failed to delete user "a1b2c3d4e5f60718293a": Access is denied.',
    {},
  );
  expect(named).toContain('Delete it if it is in this list.');
  expect(named).toContain('Remove-LocalUser -Name a1b2c3d4e5f60718293a');
  const unnamed = fixOf('stale-local-account', 'failed to delete local account: The user name could not be found.', {});
  expect(unnamed).toContain('Delete each account of this list');
});

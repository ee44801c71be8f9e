import { expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import {
  findLocalGroup,
  findLocalUser,
  isBuiltinUser,
  isThisNode,
  join,
  removeAccounts,
} from '../../agent/node/local-accounts.ts';
import { denied, factsWith, got } from '../snapshot.ts';

const node = (accounts: Partial<FactValues['accounts']>) =>
  factsWith((facts) => {
    Object.assign(facts.accounts, accounts);
  });

test.each([
  ['is found', got(true), true],
  ['was not asked for', undefined, true],
  ['was refused', denied<boolean>(), true],
  ['is not found', got(false), false],
])('a group of the list exists unless the call of the shim does not find it: it %s', (_, found, exists) => {
  const group = { name: 'Pods', members: got([]), ...(found === undefined ? {} : { found }) };
  expect(findLocalGroup(node({ groups: got([group]) }), 'pods')).toMatchObject({ exists });
});

test('what a list that was cut does not have is not absent', () => {
  const whole = node({ groups: got([]), users: got([]), truncated: [] });
  expect([findLocalGroup(whole, 'a')?.exists, findLocalUser(whole, 'a')?.user]).toEqual([false, null]);
  const cut = node({ groups: got([]), users: got([]), truncated: ['groups', 'users'] });
  expect([findLocalGroup(cut, 'a'), findLocalUser(cut, 'a')]).toEqual([null, null]);
  const ofMembers = node({ groups: got([]), users: got([]), truncated: ['members'] });
  expect([findLocalGroup(ofMembers, 'a')?.exists, findLocalUser(ofMembers, 'a')?.user]).toEqual([false, null]);
});

test('what a node is joined to is not known where Windows does not know it', () => {
  expect(join(node({ join: got({ kind: 'unknown', name: '' }) }))).toBeNull();
  expect(join(node({ join: got({ kind: 'none', name: '' }) }))?.evidence.value).toBe('none');
  expect(join(node({ join: got({ kind: 'domain', name: 'corp' }) }))?.evidence.value).toBe('domain corp');
});

test('a user of a list that was cut is there', () => {
  const facts = factsWith((all) => void all.accounts.truncated.push('users'));
  const [first] = facts.accounts.users.ok ? facts.accounts.users.value : [];
  expect(findLocalUser(facts, `${first?.name}`)?.evidence.value).toBe('exists');
});

test('the domains of this node are its own name, a dot and BUILTIN', () => {
  const facts = factsWith();
  const names = ['.', 'BUILTIN', 'builtin', facts.os.hostname.toLowerCase(), facts.os.hostname.toUpperCase()];
  expect(names.filter((name) => !isThisNode(name, facts))).toEqual([]);
  expect(['corp', '', 'NT AUTHORITY'].filter((name) => isThisNode(name, facts))).toEqual([]);
});

// learn.microsoft.com, "Local accounts": the default local user accounts.
test('the accounts that every Windows has are known', () => {
  expect(['Administrator', 'Guest', 'DefaultAccount', 'WDAGUtilityAccount', 'Admin'].map(isBuiltinUser)).toEqual([
    ...[true, true, true, true, false],
  ]);
});

// The pattern is one that JavaScript reads as .NET does.
test.each([
  ['*S-1-5-32-545,*S-1-5-11', '*S-1-5-11'],
  ['*S-1-5-11,*S-1-5-32-545', '*S-1-5-11'],
  ['*S-1-5-32-545', ''],
  ['*S-1-5-32-5450,*S-1-5-32-545-1', '*S-1-5-32-5450,*S-1-5-32-545-1'],
])('of the holders %s those are left that were not to go: %s', (holders, left) => {
  const { run = '' } = removeAccounts('', 'SeDenyInteractiveLogonRight', ['S-1-5-32-545']);
  const replaced = [...run.matchAll(/-replace '([^']*)', '([^']*)'/g)].reduce(
    (text, [, pattern = '', by = '']) => text.replaceAll(new RegExp(pattern, 'g'), by),
    `SeDenyInteractiveLogonRight = ${holders}`,
  );
  expect(replaced).toBe(`SeDenyInteractiveLogonRight = ${left}`);
});

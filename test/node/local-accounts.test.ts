import { expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import { findLocalGroup, findLocalUser, join } from '../../agent/node/local-accounts.ts';
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

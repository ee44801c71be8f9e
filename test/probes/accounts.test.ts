import { describe, expect, test, vi } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { accounts } from '../../agent/probes/accounts.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const denied = () => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5'));
const user = (name: string) => ({ name, disabled: false, locked: false, passwordExpired: false });
const administrator = { sid: 'S-1-5-21-1-2-3-500', name: 'WIN\\Administrator' };

const member: Partial<Host['accounts']> = {
  join: async () => ({ kind: 'workgroup', name: 'WORKGROUP' }),
  groups: async () => ['Users', 'Administrators'],
  groupExists: async () => true,
  members: async (group) => (group === 'Administrators' ? [administrator] : []),
  users: async () => [user('Guest'), user('8f2d7c41b0e95a36d1c4'), user('Administrator')],
  holders: async (right) => (right === 'SeInteractiveLogonRight' ? ['S-1-5-32-544'] : []),
};
const readFact = (more: Partial<Host['accounts']> = {}) =>
  accounts.read(hostWith({ accounts: { ...member, ...more } }), settings);

describe('accounts', () => {
  test('reads join, groups with members, users and the holders of log-on rights', async () => {
    expect(await readFact()).toEqual({
      join: { ok: true, value: { kind: 'workgroup', name: 'WORKGROUP' } },
      groups: {
        ok: true,
        value: [
          { name: 'Administrators', members: { ok: true, value: [administrator] }, found: { ok: true, value: true } },
          { name: 'Users', members: { ok: true, value: [] }, found: { ok: true, value: true } },
        ],
      },
      users: { ok: true, value: [user('8f2d7c41b0e95a36d1c4'), user('Administrator'), user('Guest')] },
      rights: {
        ok: true,
        value: {
          SeInteractiveLogonRight: ['S-1-5-32-544'],
          SeDenyInteractiveLogonRight: [],
          SeServiceLogonRight: [],
          SeDenyServiceLogonRight: [],
        },
      },
      truncated: [],
    });
  });

  test('each refusal costs only its own part, down to the members of one group', async () => {
    const fact = await readFact({
      holders: denied,
      members: (group) => (group === 'Users' ? denied() : Promise.resolve([administrator])),
    });
    expect(fact.rights).toMatchObject({ ok: false, error: { kind: 'denied', code: '5' } });
    expect(fact.groups).toMatchObject({
      ok: true,
      value: [
        { name: 'Administrators', members: { ok: true } },
        { name: 'Users', members: { ok: false, error: { kind: 'denied' } }, found: { ok: true, value: true } },
      ],
    });
    expect(await readFact({ users: denied, join: denied })).toMatchObject({
      users: { ok: false },
      join: { ok: false },
      groups: { ok: true },
      rights: { ok: true },
    });
    expect(await readFact({ groups: denied })).toMatchObject({ groups: { ok: false }, users: { ok: true } });
  });

  test('each group is looked for as the shim does; a refusal of that is a part of its own', async () => {
    const fact = await readFact({ groupExists: (group) => (group === 'Users' ? denied() : Promise.resolve(false)) });
    expect(fact.groups).toMatchObject({
      ok: true,
      value: [
        { name: 'Administrators', members: { ok: true }, found: { ok: true, value: false } },
        { name: 'Users', members: { ok: true }, found: { ok: false, error: { kind: 'denied' } } },
      ],
    });
  });

  test('a group removed since the list was made is left out', async () => {
    const fact = await readFact({ members: async (group) => (group === 'Users' ? null : []) });
    expect(fact.groups).toMatchObject({
      ok: true,
      value: [{ name: 'Administrators', members: { ok: true, value: [] } }],
    });
    expect(fact.groups).toHaveProperty('value.length', 1);
  });

  test('a list that just fits is whole', async () => {
    const groups = Array.from({ length: 100 }, (_, at) => `group-${at}`);
    const fact = await readFact({ groups: async () => groups });
    expect([fact.groups.ok && fact.groups.value.length, fact.truncated]).toEqual([100, []]);
  });

  test('cuts long lists, says which, and keeps the accounts that shims left', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `a-name-${String(at).padStart(4, '0')}`);
    const fact = await readFact({
      groups: async () => many(150),
      members: async () => many(150).map((name, at) => ({ sid: `S-1-5-21-1-2-3-${at}`, name })),
      users: async () => [...many(2_000), 'ffffffffffffffffffff'].map(user),
    });
    expect(fact.truncated.toSorted()).toEqual(['groups', 'members', 'users']);
    expect(fact.users.ok && fact.users.value.length).toBe(500);
    expect(fact.users.ok && fact.users.value.slice(0, 2).map(({ name }) => name)).toEqual([
      'ffffffffffffffffffff',
      'a-name-0000',
    ]);
    expect(fact.groups.ok && fact.groups.value.length).toBe(100);
  });

  test('a domain controller that does not answer costs only what waits for it', async () => {
    vi.useFakeTimers();
    try {
      const members: Host['accounts']['members'] = (group) =>
        group === 'Users' ? new Promise(() => undefined) : Promise.resolve([administrator]);
      const reading = readFact({ members });
      await vi.advanceTimersByTimeAsync(accounts.deadlineMs);
      expect(await reading).toMatchObject({
        groups: {
          ok: true,
          value: [
            { name: 'Administrators', members: { ok: true, value: [administrator] } },
            { name: 'Users', members: { ok: false, error: { kind: 'timeout' } } },
          ],
        },
        users: { ok: true },
        rights: { ok: true },
      });
    } finally {
      vi.useRealTimers();
    }
  });
});

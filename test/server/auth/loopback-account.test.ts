import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import { type CallerAccount, callerAccountOf, mayRead, mustAsk } from '../../../agent/server/auth/loopback-account.ts';
import { hostWith } from '../../host.ts';

const group = (sid: string, enabled = true) => ({ sid, enabled });
const administrators = 'S-1-5-32-544';
const users = group('S-1-5-32-545');
const system: CallerAccount = { sid: 'S-1-5-18', groups: [] };
const administrator: CallerAccount = { sid: 'S-1-5-21-1-2-3-500', groups: [group(administrators), users] };
/** Of an administrator whose prompt is not elevated: the group is only there to deny. */
const filtered: CallerAccount = { sid: 'S-1-5-21-1-2-3-500', groups: [group(administrators, false), users] };
const user: CallerAccount = { sid: 'S-1-5-21-1-2-3-1001', groups: [users] };
const service: CallerAccount = { sid: 'S-1-5-19', groups: [users] };

test.each([
  ['SYSTEM', system, true],
  ['an administrator', administrator, true],
  ['an administrator who is not elevated', filtered, false],
  ['LocalService', service, false],
  ['a user', user, false],
])('hostprobe as %s asks who connects: %3$s', (_, own, expected) => {
  expect(mustAsk(own)).toBe(expected);
});

test.each([
  ['SYSTEM, as containerd for a port-forward', system, true],
  ['an administrator', administrator, true],
  ['an administrator who is not elevated', filtered, false],
  ['LocalService', service, false],
  ['a user', user, false],
])('where hostprobe is SYSTEM it answers %s: %3$s', (_, caller, expected) => {
  expect(mayRead(caller, system)).toBe(expected);
});

test('its own account may always read', () => {
  expect(mayRead(user, { ...user, groups: [group(administrators)] })).toBe(true);
});

describe('the account at the other end', () => {
  const from = { address: '127.0.0.1', port: 50_001 };
  const to = { address: '127.0.0.1', port: 20_258 };
  const at = new Date('2026-11-01T12:00:00Z');
  const before = new Date('2026-11-01T11:00:00Z');
  const processes = {
    startedAt: async () => before,
    account: async () => user.sid,
    groups: async () => user.groups,
  };
  const network = {
    owner: async ({ local, remote }: { local: typeof from; remote: typeof to }) =>
      local.port === from.port && remote.port === to.port ? 700 : null,
  };

  test('is that of the process that owns it', async () => {
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes }))).toEqual(user);
  });

  test('is null when no process owns it', async () => {
    const other = { ...from, port: 50_002 };
    expect(await callerAccountOf({ from: other, to, at }, hostWith({ network, processes }))).toBeNull();
  });

  test('is null when the process started later: its id was reused', async () => {
    const later = { ...processes, startedAt: async () => new Date('2026-11-01T12:00:01Z') };
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: later }))).toBeNull();
  });

  test('is that of a process that connected in the millisecond of its start', async () => {
    const quick = { ...processes, startedAt: async () => at };
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: quick }))).toEqual(user);
  });

  test('is null when the process has ended', async () => {
    const gone = { ...processes, account: async () => null };
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: gone }))).toBeNull();
  });

  test('is an error, not null, when this account is not allowed to ask', async () => {
    const closed = { ...processes, groups: () => Promise.reject(new QueryError('denied', 'OpenProcess(700)')) };
    await expect(callerAccountOf({ from, to, at }, hostWith({ network, processes: closed }))).rejects.toThrow(
      'OpenProcess',
    );
  });
});

import { describe, expect, test } from 'vitest';
import {
  groupSid,
  localService,
  localSystem,
  mayLogOn,
  networkService,
  serviceAccountSid,
  showAccount,
  showServiceAccount,
  sidName,
} from '../../agent/windows/account.ts';

describe('serviceAccountSid', () => {
  test.each(['', 'LocalSystem', 'localsystem', '.\\LocalSystem', 'WIN-NODE-1\\LocalSystem', 'NT AUTHORITY\\SYSTEM'])(
    'takes "%s" as LocalSystem',
    (account) => {
      expect(serviceAccountSid(account)).toBe(localSystem);
    },
  );

  test.each(['NT AUTHORITY\\LocalService', 'NT Authority\\LocalService', 'nt authority\\local service'])(
    'takes "%s" as LocalService',
    (account) => {
      expect(serviceAccountSid(account)).toBe(localService);
    },
  );

  test.each(['NT AUTHORITY\\NetworkService', 'NT AUTHORITY\\Network Service'])(
    'takes "%s" as NetworkService',
    (account) => {
      expect(serviceAccountSid(account)).toBe(networkService);
    },
  );

  test.each([
    '.\\Administrator',
    'Administrator',
    'CONTOSO\\svc-containerd$',
    'svc@contoso.com',
    'NT SERVICE\\containerd',
    'LocalService',
    '.\\LocalService',
    'NT AUTHORITY\\constructor',
    '.\\Local System',
  ])('knows no SID for the ordinary account "%s"', (account) => {
    expect(serviceAccountSid(account)).toBeNull();
  });
});

test('only LocalSystem and LocalService may make log-on tokens', () => {
  expect([localSystem, localService].every(mayLogOn)).toBe(true);
  expect([networkService, 'S-1-5-21-1-2-3-500', 'S-1-5-32-544', null].some(mayLogOn)).toBe(false);
});

test('names of well-known SIDs are English, others stay as they are', () => {
  expect(sidName('S-1-5-18')).toBe('LocalSystem');
  expect(sidName('S-1-5-21-1-2-3-500')).toBe('S-1-5-21-1-2-3-500');
});

test('an account is shown by the name that it has everywhere, else by its own, with its SID', () => {
  expect(showAccount({ sid: localSystem, name: null })).toBe('LocalSystem (S-1-5-18)');
  expect(showAccount({ sid: 'S-1-5-21-1-2-3-500', name: 'N\\Anna' })).toBe('N\\Anna (S-1-5-21-1-2-3-500)');
  expect(showAccount({ sid: 'S-1-5-21-1-2-3-500', name: null })).toBe('S-1-5-21-1-2-3-500');
});

test('an empty account is shown as LocalSystem', () => {
  expect(showServiceAccount('')).toBe('LocalSystem (left empty)');
  expect(showServiceAccount('.\\Administrator')).toBe('.\\Administrator');
});

// learn.microsoft.com, understand-security-identifiers.
test('a group that every Windows has is known by its name in any case, and no other', () => {
  expect([groupSid('Administrators'), groupSid('hyper-v administrators')]).toEqual(['S-1-5-32-544', 'S-1-5-32-578']);
  expect(groupSid('hpc-localgroup')).toBeNull();
  const others = {
    ...{ Users: 545, Guests: 546, 'Power Users': 547, 'Backup Operators': 551, 'Remote Desktop Users': 555 },
    ...{ 'Network Configuration Operators': 556, 'Performance Monitor Users': 558, 'Performance Log Users': 559 },
    ...{ 'Event Log Readers': 573, 'Remote Management Users': 580 },
  };
  for (const [name, id] of Object.entries(others)) expect(groupSid(name), name).toBe(`S-1-5-32-${id}`);
});

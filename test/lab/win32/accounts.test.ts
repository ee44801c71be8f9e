import { expect, test } from 'vitest';
import { host } from './machine.ts';

test('a well-known account has a name, with the domain before it', async () => {
  expect(await host.accounts.name('S-1-5-18')).toMatch(/^.+\\.+$/);
  expect(await host.accounts.name('S-1-1-0')).toMatch(/^[^\\]+$/);
});

test('a SID behind which there is nothing has none', async () => {
  expect(await host.accounts.name('S-1-5-21-1-2-3-4711')).toBeNull();
});

test('a text that is not a SID is a mistake of the caller', async () => {
  await expect(host.accounts.name('LocalSystem')).rejects.toThrow('"LocalSystem" is not a SID');
});

import { expect, test } from 'vitest';
import { askedOnce } from '../../agent/host/ask-once.ts';
import { hostWith } from '../host.ts';

test('a question that is still out is not asked again: both askers get its one answer', async () => {
  const asked: string[] = [];
  const answers = Promise.withResolvers<string | null>();
  const host = askedOnce(
    hostWith({
      accounts: {
        name: (sid) => {
          asked.push(sid);
          return answers.promise;
        },
      },
    }),
  );
  const both = [host.accounts.name('S-1-5-18'), host.accounts.name('S-1-5-18'), host.accounts.name('S-1-5-19')];
  expect(asked).toEqual(['S-1-5-18', 'S-1-5-19']);
  answers.resolve('NT AUTHORITY\\SYSTEM');
  expect(await Promise.all(both)).toEqual(Array(3).fill('NT AUTHORITY\\SYSTEM'));
});

test('once answered or refused, a question is asked anew', async () => {
  const answers = [Promise.reject(new Error('first')), Promise.resolve('second')];
  const host = askedOnce(hostWith({ accounts: { name: () => answers.shift() ?? Promise.resolve('third') } }));
  await expect(host.accounts.name('S-1-5-18')).rejects.toThrow('first');
  expect(await host.accounts.name('S-1-5-18')).toBe('second');
  expect(await host.accounts.name('S-1-5-18')).toBe('third');
});

test('what is no question passes through as it is', () => {
  const host = askedOnce(hostWith({ self: { pid: 7, variable: (name) => `<${name}>` } }));
  expect(host.self.pid).toBe(7);
  expect(host.self.variable('A')).toBe('<A>');
  expect(host.now()).toEqual(new Date('2026-11-01T12:00:00Z'));
});

import { expect, test } from 'vitest';
import { askedOnce } from '../../agent/host/ask-once.ts';
import { hostWith } from '../host.ts';

test('a question that is still out is not asked again: both askers get its one answer', async () => {
  const asked: string[] = [];
  const answers = Promise.withResolvers<string | null>();
  const { host } = askedOnce(
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

test('an answer or a refusal holds for a run, and the next run asks again', async () => {
  const answers = [Promise.reject(new Error('first')), Promise.resolve('second')];
  const { host, forget } = askedOnce(
    hostWith({ accounts: { name: () => answers.shift() ?? Promise.resolve('third') } }),
  );
  for (const _ of [1, 2]) await expect(host.accounts.name('S-1-5-18')).rejects.toThrow('first');
  forget();
  for (const _ of [1, 2]) expect(await host.accounts.name('S-1-5-18')).toBe('second');
});

test('a question that is out when a run ends is not asked again in the next one', async () => {
  let asked = 0;
  const answer = Promise.withResolvers<string>();
  const name = () => {
    asked += 1;
    return answer.promise;
  };
  const { host, forget } = askedOnce(hostWith({ accounts: { name } }));
  const first = host.accounts.name('S-1-5-18');
  forget();
  const second = host.accounts.name('S-1-5-18');
  answer.resolve('NT AUTHORITY\\SYSTEM');
  expect([await first, await second, asked]).toEqual(['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\SYSTEM', 1]);
});

test('what changes within a run, or is large, is asked each time', async () => {
  const sizes = [1, 2];
  const { host } = askedOnce(hostWith({ files: { list: async () => Array(sizes.shift()).fill('a') } }));
  expect(await host.files.list('C:\\k')).toHaveLength(1);
  expect(await host.files.list('C:\\k')).toHaveLength(2);
});

test('a program that runs is not started again, and after it ended it is: its answer may be another', async () => {
  let started = 0;
  const run = async () => {
    started += 1;
    return { exitCode: 0, stdout: String(started), stderr: '' };
  };
  const { host } = askedOnce(hostWith({ programs: { run } }));
  const ask = async () => (await host.programs.run('sc.exe', ['qc'], { timeoutMs: 1000 })).stdout;
  expect(await Promise.all([ask(), ask()])).toEqual(['1', '1']);
  expect(await ask()).toBe('2');
});

test('what is not a question passes through unchanged', () => {
  const { host } = askedOnce(hostWith({ self: { pid: 7, variable: (name) => `<${name}>` } }));
  expect(host.self.pid).toBe(7);
  expect(host.self.variable('A')).toBe('<A>');
  expect(host.now()).toEqual(new Date('2026-11-01T12:00:00Z'));
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { host } from './machine.ts';

const { processes, self } = host;

async function startChild(...args: string[]) {
  const script = 'console.log("up"); setTimeout(() => undefined, 60000)';
  const child = spawn(process.execPath, ['-e', script, '--', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

test('a process has its image, its parent, its command line and its start', async () => {
  const before = Date.now();
  const pid = await startChild('--config', 'C:\\Program Files\\x.toml');
  expect(await processes.list()).toContainEqual({ pid, parentPid: self.pid, name: basename(self.executable) });
  expect((await processes.image(pid))?.toLowerCase()).toBe(self.executable.toLowerCase());
  expect(await processes.commandLine(pid)).toMatch(/--config "C:\\Program Files\\x\.toml"$/);
  const startedAt = (await processes.startedAt(pid))?.getTime() ?? 0;
  // Clocks of the two may differ by a tick.
  expect(Math.abs(startedAt - before)).toBeLessThan(60_000);
});

test('a process runs as the user of its token', async () => {
  const { sid } = await self.token();
  expect(sid).toMatch(/^S-1-5-/);
  expect(await processes.account(self.pid)).toBe(sid);
});

test('an id that no process has is null to every question', async () => {
  // Windows gives out multiples of 4.
  const pid = 999_999;
  for (const ask of [processes.image, processes.startedAt, processes.account, processes.commandLine]) {
    expect(await ask(pid)).toBeNull();
  }
});

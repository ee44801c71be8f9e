import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('stopping.ts', import.meta.url));

/** Starts a program that says `ready`, then what asked it to end, and ends. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  await once(lines, 'line');
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ said, code, signal })) };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s reaches the listener, which ends the process in order',
  async (signal) => {
    const { child, ended } = await start();
    child.kill(signal);
    expect(await ended).toEqual({ said: ['ready', signal, 'cleaned up'], code: 0, signal: null });
  },
);

test('a listener that was taken away leaves the signals to Node', async () => {
  const { child, ended } = await start('forget');
  child.kill('SIGTERM');
  expect(await ended).toEqual({ said: ['ready'], code: null, signal: 'SIGTERM' });
});

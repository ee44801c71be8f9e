import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../scripts/lab/node.ts';
import { saved } from '../run.ts';
import { askTls } from '../server/client-tls.ts';
import { until } from './until.ts';

/** `npm start -- <args>` without npm. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ['scripts/pinned.mjs', 'scripts/start.ts', ...args]);
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (out.stdout += chunk));
  child.stderr.on('data', (chunk) => (out.stderr += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => void child.kill('SIGTERM'));
  /** Resolves when it serves; rejects when it ends instead. */
  const serves = async () => {
    await until(async () => out.stdout.includes('until Ctrl-C:') || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}: ${out.stderr}`);
  };
  return { child, out, exited, serves };
}

/** Ids of processes that name this lab node in their environment. */
const processesOf = (port: number): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`/.lab/nodes/${port}/prefix\0`)
      );
    } catch {
      return false;
    }
  });

test.each(['SIGTERM', 'SIGINT'] as const)(
  'npm start prints the report once, serves, and %s to npm ends npm, hostprobe, and the lab node',
  // On a busy machine a question may take longer than its deadline: then the report of another start knows.
  { retry: 2 },
  async (signal) => {
    const port = await freePort();
    const npm = spawn('npm', ['start', '--', '--port', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(npm, 'exit');
    onTestFinished(() => void npm.kill('SIGTERM'));
    let stdout = '';
    npm.stdout.on('data', (chunk) => (stdout += chunk));
    await until(async () => stdout.includes('until Ctrl-C:'));
    expect(stdout).toMatch(/win-node-1 is healthy[\s\S]*\d+ of \d+ passed/);
    const answer = await fetch(`http://127.0.0.1:${port}/report?status=200`);
    expect(await answer.json()).toMatchObject({ node: 'win-node-1', runtime: { version: 'v1.7.28' } });
    const page = await fetch(`http://127.0.0.1:${port}/explain`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(processesOf(port).length).toBeGreaterThan(5);

    npm.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(processesOf(port)).toEqual([]);
  },
);

test('what a killed npm start left running is ended by the next one on the same port', async () => {
  const port = await freePort();
  const killed = start('--scenario', 'containerd-user-account', '--port', String(port));
  await killed.serves();
  expect(killed.out.stdout).toMatch(/^FAIL +containerd-account/m);
  const owner = Number(readFileSync(`.lab/nodes/${port}/owner`, 'utf8').split(' ')[0]);
  const left = processesOf(port);
  expect(left.length).toBeGreaterThan(5);
  process.kill(owner, 'SIGKILL');
  await killed.exited;

  const next = start('--port', String(port));
  await next.serves();
  expect(processesOf(port).filter((pid) => left.includes(pid))).toEqual([]);
  next.child.kill('SIGINT');
  expect(await next.exited).toBe(0);
});

test('a port that another program has is named, with a way out', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    // A listening TCP server's address is never a string.
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const { out, exited } = start('--port', String(port));
  expect(await exited).toBe(64);
  expect(out.stderr).toContain(`Port ${port} is taken by another program`);
  server.close();
});

test.each([
  [
    'an unknown scenario',
    ['--scenario', 'healthy-3'],
    /no scenario "healthy-3"[\s\S]*healthy-1\.7 [\s\S]*not-host-process /,
  ],
  ['an unknown flag', ['--scenari', 'x'], /Unknown option '--scenari'.*--scenario <name>/],
  ['a port that is none', ['--port', 'http'], /--port must be a number/],
  ['a snapshot and a scenario at once', ['--facts', 'x', '--scenario', 'y'], /use only one of them/],
  ['a snapshot that is not there', ['--facts', 'nowhere.json'], /nowhere\.json/],
  [
    'an address that others can reach, without TLS',
    ['--facts', 'test/nodes/healthy/snapshot.json', '--listen', '0.0.0.0:0'],
    /other machines can reach 0\.0\.0\.0:0, .*--tls self-signed/,
  ],
])('%s gets one sentence and exit code 64', async (_what, args, message) => {
  const { out, exited } = start(...args);
  expect(await exited).toBe(64);
  expect(out.stderr).toMatch(message);
  expect(out.stderr).not.toContain('    at ');
});

test('a recorded node is served on any machine', async () => {
  const port = await freePort();
  const { child, out, exited, serves } = start(
    '--facts',
    'test/nodes/nssm-user-account/snapshot.json',
    '--port',
    String(port),
  );
  await serves();
  expect(out.stdout).toMatch(/FAIL[\s\S]*containerd-account/);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('flags for other addresses are handed on', async () => {
  const [port, other] = [await freePort(), await freePort()];
  const token = 'a-token-that-a-newcomer-has-made-up';
  const tls = ['--listen', `0.0.0.0:${other}`, '--tls', 'self-signed', '--auth-token-file', saved(token)];
  const { child, exited, serves } = start(
    '--facts',
    'test/nodes/healthy/snapshot.json',
    '--port',
    String(port),
    ...tls,
  );
  await serves();
  expect((await askTls(other, '/report', {})).status).toBe(401);
  expect((await askTls(other, '/report', { token })).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

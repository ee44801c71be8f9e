import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { host } from './machine.ts';

const { run } = host.programs;
const cmd = inSystem32('cmd.exe');

test('a program answers with its output and its exit code', async () => {
  expect(await run(cmd, ['/d', '/c', 'echo out& exit 3'], { timeoutMs: 20_000 })).toMatchObject({
    exitCode: 3,
    stdout: 'out',
  });
});

test('a program that is not there is an error and no exit code of a shell', async () => {
  await expect(run('C:\\nosuch\\containerd.exe', ['--version'], { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'failed',
    code: 'ENOENT',
  });
});

test.each(['containerd.exe', 'C:\\hpc\\start.cmd', '.\\containerd.exe'])(
  '%s is not run: only the full path of an .exe is',
  async (program) => {
    await expect(run(program, [], { timeoutMs: 5000 })).rejects.toMatchObject({ kind: 'unsupported' });
  },
);

test('at the deadline the whole tree is killed, and the answer waits for none of it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const args = ['-e', parent, grandchild, portOf(server)];
  const ended = expect(run(process.execPath, args, { timeoutMs: 5000 })).rejects.toMatchObject({ kind: 'timeout' });
  const [connection] = await once(server, 'connection');
  const died = once(
    connection.on('error', () => undefined),
    'close',
  );
  await ended;
  await died;
});

/** Holds the pipe of its parent's output, and a connection by which the test sees it live and die. */
const grandchild = 'require("net").connect(process.argv[1], "127.0.0.1"); setTimeout(() => undefined, 60000)';
const parent = `
  const [script, port] = process.argv.slice(1);
  require('child_process').spawn(process.execPath, ['-e', script, port], { stdio: 'inherit' });
  setTimeout(() => undefined, 60000);`;

// A listening TCP server's address is never a string.
const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

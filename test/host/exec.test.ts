import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createPrograms, inSystem32 } from '../../agent/host/exec.ts';

const { run } = createPrograms(false);
const node = (script: string, timeoutMs = 20_000, ...args: string[]) =>
  run(process.execPath, ['-e', script, ...args], { timeoutMs });

test('a program answers with its output and its exit code, whatever that is', async () => {
  const answer = await node('console.log("out"); console.error("err"); process.exitCode = 3');
  expect(answer).toEqual({ exitCode: 3, stdout: 'out', stderr: 'err' });
});

test('arguments reach the program as they are: no shell reads them', async () => {
  const args = ['a b', '"', '$HOME', '%PATH%', '& exit 1', '*'];
  const { stdout } = await node('console.log(JSON.stringify(process.argv.slice(1)))', 20_000, ...args);
  expect(JSON.parse(stdout)).toEqual(args);
});

test('a program gets no input to wait for', async () => {
  const { stdout } = await node('process.stdin.on("end", () => console.log("end")).resume()');
  expect(stdout).toBe('end');
});

test('a program that is not there is an error and no exit code', async () => {
  await expect(run('/nosuch/program', [], { timeoutMs: 1000 })).rejects.toMatchObject({
    kind: 'failed',
    code: 'ENOENT',
    message: expect.stringContaining('/nosuch/program could not be started'),
  });
});

test('a program that may not be run is denied', async () => {
  await expect(run('/etc/passwd', [], { timeoutMs: 1000 })).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
});

test('a program that was killed by somebody has no exit code', async () => {
  await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('was ended by SIGKILL');
});

test('a program that never stops talking is not listened to for ever', async () => {
  await expect(run('yes', [], { timeoutMs: 20_000 })).rejects.toMatchObject({
    kind: 'failed',
    message: 'yes said more than 1048576 bytes',
  });
});

test('at the deadline the whole tree is killed, and the answer waits for none of it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const ended = expect(node(parent, 3000, grandchild, portOf(server))).rejects.toMatchObject({
    kind: 'timeout',
    message: expect.stringContaining('did not end within 3000 ms and was killed'),
  });
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

test('a program of Windows is named by its full path', () => {
  expect(inSystem32('netsh.exe')).toMatch(/^[A-Z]:\\.*\\System32\\netsh\.exe$/i);
});

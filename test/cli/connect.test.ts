import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { unframing } from '../../agent/reach/channel.ts';
import { program } from '../program.ts';
import { run } from '../run.ts';

test('connect sends standard input to the agent, and its answer back, in frames', async () => {
  const server = createServer((socket) => socket.pipe(socket));
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const input = 'GET /status HTTP/1.1\r\n\r\n'.repeat(1000);
  const child = spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${port}`]);
  child.stdin.end(input);
  const frames = child.stdout.pipe(unframing());
  expect((await buffer(frames)).toString()).toBe(input);
});

test('connect says so if nothing listens', async () => {
  const { code, stderr } = await run(['connect', '--listen', '127.0.0.1:1']);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('127.0.0.1:1 cannot be reached') });
});

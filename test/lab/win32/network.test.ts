import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { host } from './machine.ts';

test.each(['127.0.0.1', '::1'])('a listener on %s is found with its process', async (address) => {
  const server = createServer().listen(0, address);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  expect(await host.network.listeners()).toContainEqual({ address, port, pid: process.pid });
  server.close();
  await once(server, 'close');
  expect((await host.network.listeners()).map((listener) => listener.port)).not.toContain(port);
});

test('a name that does not exist has no addresses', async () => {
  expect(await host.network.resolve('hostprobe-nosuch.invalid', { timeoutMs: 10_000 })).toEqual([]);
});

test('a port without a listener is an answer', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await host.network.get(`http://127.0.0.1:${port}/healthz`, { timeoutMs: 10_000 })).toBeNull();
});

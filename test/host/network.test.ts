import { pbkdf2 } from 'node:crypto';
import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createPrograms } from '../../agent/host/exec.ts';
import { createNetwork, kept, serversOf } from '../../agent/host/network.ts';
import { createQueues } from '../../agent/win32/queue.ts';

const native = { owner: async () => null, listeners: async () => [], queue: createQueues() };
const network = createNetwork({ windows: false, programs: createPrograms(false), native });

test('interfaces have an address each, and loopback is marked', async () => {
  const found = await network.interfaces();
  expect(found).toContainEqual({ name: 'lo', address: '127.0.0.1', family: 'ipv4', internal: true });
  for (const { address, family } of found) expect(isIP(address)).toBe(family === 'ipv4' ? 4 : 6);
});

test('interfaces and name servers are not read again in the next run', async () => {
  expect(await network.interfaces()).toBe(await network.interfaces());
  expect(await network.nameServers()).toBe(await network.nameServers());
});

test('what is cached is read once in five minutes, however many runs there are', async () => {
  let [reads, minutes] = [0, 0];
  const ask = kept(
    () => ++reads,
    () => minutes * 60_000,
  );
  for (; minutes < 12; minutes++) await ask();
  expect(reads).toBe(2);
});

test.each([
  ['the default of a machine without a server', ['127.0.0.1'], []],
  ['a server', ['10.0.0.2'], ['10.0.0.2']],
  ['two servers', ['127.0.0.1', '10.0.0.2'], ['127.0.0.1', '10.0.0.2']],
])('name servers: %s', (_, given, servers) => {
  const resolver = new Resolver();
  resolver.setServers(given);
  expect(serversOf(resolver)).toEqual(servers);
});

test('names are looked up one at a time, in a queue of their own', async () => {
  const asked: string[] = [];
  const queue: typeof native.queue = (what) => (work) => {
    asked.push(what);
    return work();
  };
  const options = { windows: false, programs: createPrograms(false), native: { ...native, queue } };
  await createNetwork(options).resolve('localhost', { timeoutMs: 5000 });
  expect(asked).toEqual(['the look-up of names']);
});

test('a name resolves to its addresses, each once', async () => {
  const found = await network.resolve('localhost', { timeoutMs: 5000 });
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found).size).toBe(found.length);
  for (const address of found) expect(['127.0.0.1', '::1']).toContain(address);
});

test('an address resolves to itself', async () => {
  expect(await network.resolve('10.96.0.1', { timeoutMs: 5000 })).toEqual(['10.96.0.1']);
});

test('a name that is not answered in time is an error and no empty list', async () => {
  // The system's resolver waits for one of libuv's threads, and all of them are busy.
  const derive = promisify(pbkdf2);
  const busy = Array.from({ length: 8 }, () => derive('a', 'b', 500_000, 32, 'sha512'));
  await expect(network.resolve('slow.example', { timeoutMs: 1 })).rejects.toMatchObject({ kind: 'timeout' });
  await Promise.all(busy);
});

test('name servers are addresses', async () => {
  for (const server of await network.nameServers())
    expect(isIP(server.replace(/^\[(.*)\]:\d+$|:53$/, '$1'))).not.toBe(0);
});

test('ports that Windows keeps back are unsupported elsewhere', async () => {
  await expect(network.excludedPorts()).rejects.toMatchObject({ kind: 'unsupported' });
});

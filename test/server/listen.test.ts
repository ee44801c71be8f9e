import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type FastifyInstance, fastify } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../agent/cli/serve.ts';
import type { SocketAddress } from '../../agent/config/socket-address.ts';
import { readConfig } from '../../agent/config.ts';
import type { Host } from '../../agent/host.ts';
import { isLoopback, openListeners, requireSafe } from '../../agent/server/listen.ts';
import { hostWith } from '../host.ts';

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** A port that somebody else has. */
async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return portOf(other.address());
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const port = portOf(other.address());
  other.close();
  await once(other, 'close');
  return port;
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  return address.port;
}

/** Opens listeners that answer with the address that was asked for. */
async function open(listen: SocketAddress[], host: Host | null = null) {
  const apps: FastifyInstance[] = [];
  onTestFinished(async () => void (await Promise.all(apps.map((app) => app.close()))));
  const appFor = ({ address }: SocketAddress) => {
    const app = fastify({ forceCloseConnections: true });
    app.get('/', async () => address);
    apps.push(app);
    return app;
  };
  const listeners = await openListeners({ listen, appFor, host });
  return listeners.map(({ asked, at }) => ({ asked, ...at }));
}

const ask = async (authority: string) => (await fetch(`http://${authority}/`)).text();

describe('listeners', () => {
  test('say where they really listen', async () => {
    const [first, second] = await open([
      { address: '127.0.0.1', port: 0 },
      { address: '::1', port: 0 },
    ]);
    expect(await ask(`127.0.0.1:${first?.port}`)).toBe('127.0.0.1');
    expect(await ask(`[::1]:${second?.port}`)).toBe('::1');
  });

  test('of both families may have the same port, each with its own server', async () => {
    const port = await freePort();
    await open([
      { address: '127.0.0.1', port },
      { address: '::', port },
    ]);
    expect(await ask(`127.0.0.1:${port}`)).toBe('127.0.0.1');
    expect(await ask(`[::1]:${port}`)).toBe('::');
  });

  test('on [::] alone takes IPv4 too', async () => {
    const [{ port } = { port: 0 }] = await open([{ address: '::', port: 0 }]);
    expect(await ask(`127.0.0.1:${port}`)).toBe('::');
  });

  test('on an IPv4 address in the spelling of IPv6', async () => {
    const [{ port } = { port: 0 }] = await open([{ address: '::ffff:127.0.0.1', port: 0 }]);
    expect(await ask(`127.0.0.1:${port}`)).toBe('::ffff:127.0.0.1');
  });

  test('of a name are on each of its addresses, with one port', async () => {
    const all = await open([{ address: 'localhost', port: 0 }]);
    expect(new Set(all.map(({ port }) => port)).size).toBe(1);
    for (const { address, port } of all) {
      expect(await ask(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)).toBe('localhost');
    }
  });

  test('are all open, or none is', async () => {
    const [free, taken] = [await freePort(), await takenPort()];
    const both = [
      { address: '127.0.0.1', port: free },
      { address: '127.0.0.1', port: taken },
    ];
    await expect(open(both)).rejects.toThrow(
      `127.0.0.1:${taken} cannot be listened on: another program already listens there`,
    );
    await expect(ask(`127.0.0.1:${free}`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('that conflict with each other are reported', async () => {
    const port = await freePort();
    const both = [
      { address: '0.0.0.0', port },
      { address: '127.0.0.1', port },
    ];
    await expect(open(both)).rejects.toThrow(
      `127.0.0.1:${port} cannot be listened on: 0.0.0.0:${port}, which is also in --listen, already uses it. Choose another with --listen`,
    );
  });
});

describe('an address that cannot be listened on', () => {
  test('names the process that uses its port', async () => {
    const port = await takenPort();
    const host = hostWith({
      network: { listeners: async () => [{ address: '127.0.0.1', port, pid: 77 }] },
      processes: { list: async () => [{ pid: 77, parentPid: 1, name: 'windows_exporter.exe' }] },
    });
    await expect(open([{ address: '127.0.0.1', port }], host)).rejects.toThrow(
      `127.0.0.1:${port} cannot be listened on: windows_exporter.exe (pid 77) already listens there. Choose another with --listen`,
    );
  });

  test("is reported with the system's own reason when no process can be named", async () => {
    const port = await takenPort();
    await expect(open([{ address: '127.0.0.1', port }], hostWith({}))).rejects.toThrow(
      'another program already listens there',
    );
  });

  test('is reported when no interface has it, or the name does not resolve', async () => {
    await expect(open([{ address: '198.51.100.7', port: 0 }])).rejects.toThrow(
      '198.51.100.7:0 cannot be listened on: no interface of this node has the address',
    );
    await expect(open([{ address: 'hostprobe-nosuch.invalid', port: 0 }])).rejects.toThrow(
      '--listen must name an address of this node, but hostprobe-nosuch.invalid has none here (ENOTFOUND)',
    );
  });

  /** What is said of a port of Windows that cannot be had for this reason, which no port of this machine has. */
  async function refusedFor(code: string, port: number, host: Host) {
    const listen = async () => {
      throw Object.assign(new Error(`listen ${code}: 127.0.0.1:${port}`), { code });
    };
    const appFor = () => Object.assign(fastify(), { listen }) as unknown as FastifyInstance;
    return openListeners({ listen: [{ address: '127.0.0.1', port }], appFor, host }).then(
      () => 'it is open',
      (error: Error) => error.message,
    );
  }

  test('is reported with the range that Windows reserves, from its first port to its last', async () => {
    const excludedPorts = async () => [
      { first: 1, last: 9 },
      { first: 20_200, last: 20_299 },
    ];
    const host = hostWith({ network: { excludedPorts } });
    const range = 'Windows reserves ports 20200 to 20299 (netsh interface ipv4 show excludedportrange protocol=tcp)';
    for (const port of [20_200, 20_258, 20_299]) expect(await refusedFor('EACCES', port, host)).toContain(range);
    for (const port of [20_199, 20_300]) expect(await refusedFor('EACCES', port, host)).toContain('access is denied');
  });

  test('is reported by its process only if that is known, and what has no name in its own words', async () => {
    const listeners = async () => [{ address: '127.0.0.1', port: 7, pid: 77 }];
    const list = async () => [{ pid: 78, parentPid: 1, name: 'other.exe' }];
    const host = hostWith({ network: { listeners }, processes: { list } });
    expect(await refusedFor('EADDRINUSE', 7, host)).toContain(': a process (pid 77) already listens there.');
    expect(await refusedFor('EADDRINUSE', 8, host)).toContain(': another program already listens there.');
    expect(await refusedFor('EMFILE', 7, host)).toContain(': listen EMFILE: 127.0.0.1:7.');
  });
});

test('localhost is listened for over IPv4 and IPv6, with one port', async () => {
  const listeners = await open([{ address: 'localhost', port: 0 }]);
  expect(new Set(listeners.map(({ port }) => port)).size).toBe(1);
  for (const { address, port } of listeners) {
    expect(await ask(`${address.includes(':') ? `[${address}]` : address}:${port}`)).toBe('localhost');
  }
  expect(listeners.map(({ address }) => address)).toContain('127.0.0.1');
  if (hasIPv6) expect(listeners.map(({ address }) => address)).toContain('::1');
});

const flagsOf = (line: string) => readConfig(serve, line.split(' '), {}).config;
const judge = (line: string) => requireSafe(flagsOf(line));

describe('an address', () => {
  test.each(['127.0.0.1', '127.8.8.8', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST'])(
    '%s is of this node only',
    (address) => expect(isLoopback({ address, port: 1 })).toBe(true),
  );

  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.7',
    'fd00::7',
    '::ffff:10.0.0.7',
    'node-1',
    'localhost.example',
    '127.0.0.1.example',
  ])('%s can be reached by others', (address) => expect(isLoopback({ address, port: 1 })).toBe(false));
});

describe('the flags of serve', () => {
  test('need nothing for loopback addresses', () => {
    expect(judge('--listen 127.0.0.1:20258 --listen [::1]:20258')).toBeNull();
  });

  test.each([
    ['--tls self-signed --auth kubernetes', { hasTls: true, hasReaders: true }],
    ['--tls-cert a --tls-key b --auth-token-file c', { hasTls: true, hasReaders: true }],
    ['--tls self-signed --auth kubernetes --auth-token-file c', { hasTls: true, hasReaders: true }],
    ['--insecure', { hasTls: false, hasReaders: false }],
    ['--insecure --tls self-signed', { hasTls: true, hasReaders: false }],
    ['--insecure --auth kubernetes', { hasTls: false, hasReaders: true }],
  ])('open the address of the node with %s', (flags, exposure) => {
    expect(judge(`--listen 127.0.0.1:20258 --listen 10.0.0.7:20258 ${flags}`)).toEqual(exposure);
  });

  test.each([
    [
      '',
      'add --tls self-signed (or --tls-cert and --tls-key) and --auth kubernetes (or --auth-token-file, or both), for example hostprobe serve --listen 127.0.0.1:20258 --listen 10.0.0.7:20258 --tls self-signed --auth kubernetes. For testing only, --insecure allows it without',
    ],
    [' --tls self-signed', 'add --auth kubernetes (or --auth-token-file, or both), for example'],
    [' --auth-token-file c', 'add --tls self-signed (or --tls-cert and --tls-key), for example'],
  ])('say what others must not reach without (%s)', (flags, advice) => {
    expect(() => judge(`--listen 10.0.0.7:20258${flags}`)).toThrow(
      `other machines can reach 10.0.0.7:20258, and the report reveals much about the node: ${advice}`,
    );
  });

  test.each([
    ['--listen 0.0.0.0:1 --tls self-signed --tls-cert a --tls-key b', 'use one of the two'],
    ['--listen 0.0.0.0:1 --tls-cert a', '--tls-cert also needs --tls-key'],
    ['--listen 0.0.0.0:1 --tls-key b', '--tls-key also needs --tls-cert'],
    ['--tls self-signed', '--listen has only localhost:20258, which is always plain and open to this node'],
    ['--auth kubernetes', 'TLS and authentication flags are for addresses that other machines can reach'],
  ])('%s: are refused with the way out', (line, message) => {
    expect(() => judge(line)).toThrow(message);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { fastify } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listenOn, requireLoopback } from '../../agent/server/listen.ts';
import { hostWith } from '../host.ts';

/** A port that somebody else has. */
async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  return address.port;
}

describe('the listener', () => {
  test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('may be on %s', (address) => {
    expect(() => requireLoopback({ address, port: 20258 })).not.toThrow();
  });

  test.each([
    ['0.0.0.0', '0.0.0.0:20258'],
    ['::', '[::]:20258'],
    ['10.0.0.7', '10.0.0.7:20258'],
    ['localhost.example', 'localhost.example:20258'],
    ['127.0.0.1.example', '127.0.0.1.example:20258'],
  ])('may not be on %s, which others can reach, and says why', (address, shown) => {
    expect(() => requireLoopback({ address, port: 20258 })).toThrow(
      `--listen must name a loopback address (127.0.0.1, [::1] or localhost), but names ${shown}: the report tells much about the node, and this listener has no TLS and no authentication`,
    );
  });

  test('tells where it really listens', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    const at = await listenOn(app, { address: '127.0.0.1', port: 0 }, null);
    expect(at.address).toBe('127.0.0.1');
    expect(at.port).toBeGreaterThan(0);
  });

  test('names the process that has the port', async () => {
    const port = await takenPort();
    const host = hostWith({
      network: { listeners: async () => [{ address: '127.0.0.1', port, pid: 77 }] },
      processes: { list: async () => [{ pid: 77, parentPid: 1, name: 'windows_exporter.exe' }] },
    });
    await expect(listenOn(fastify(), { address: '127.0.0.1', port }, host)).rejects.toThrow(
      `127.0.0.1:${port} cannot be listened on: windows_exporter.exe (pid 77) listens there already. Choose another with --listen`,
    );
  });

  test("gives the system's own reason when nobody can be named", async () => {
    const port = await takenPort();
    await expect(listenOn(fastify(), { address: '127.0.0.1', port }, hostWith({}))).rejects.toThrow('EADDRINUSE');
    await expect(listenOn(fastify(), { address: '127.0.0.1', port }, null)).rejects.toThrow('EADDRINUSE');
  });

  test('names the range that Windows keeps back', async () => {
    const app = fastify();
    // What node:net gives for a port in an excluded range of Windows, which no port of this machine is.
    app.listen = (async () => {
      throw Object.assign(new Error('listen EACCES: permission denied 127.0.0.1:20258'), { code: 'EACCES' });
    }) as unknown as typeof app.listen;
    const host = hostWith({ network: { excludedPorts: async () => [{ first: 20_200, last: 20_299 }] } });
    await expect(listenOn(app, { address: '127.0.0.1', port: 20_258 }, host)).rejects.toThrow(
      'Windows keeps ports 20200 to 20299 back (netsh interface ipv4 show excludedportrange protocol=tcp)',
    );
  });
});

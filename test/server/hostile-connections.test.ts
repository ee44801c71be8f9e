import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMonitor } from '../../agent/monitor.ts';
import { httpLimits } from '../../agent/server/limits/connections.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { type ListenerOptions, listenerFor, logInto, openListener, pairFor, presentedPair } from './listener.ts';
import { openWire, statusesIn, type Wire } from './wire.ts';

const livez = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n';

async function isAlive(port: number, tls: boolean, from?: string): Promise<number[]> {
  const wire = await openWire(port, from === undefined ? { tls } : { tls, from });
  wire.send(`${livez}Connection: close\r\n\r\n`);
  return statusesIn(await wire.end);
}

/** Limits that only a client reaches which never comes to an end: thirty times what one takes on this machine now. */
async function shortLimits(tls: boolean): Promise<typeof httpLimits> {
  const port = await listenerFor({ presented: tls ? await presentedPair() : null });
  const before = performance.now();
  for (let time = 0; time < 3; time++) await isAlive(port, tls);
  const ms = Math.ceil(Math.max(300, 10 * (performance.now() - before)));
  return {
    ...{ ...httpLimits, headersTimeout: ms, requestTimeout: 2 * ms, keepAliveTimeout: 2 * ms },
    ...{ handshakeTimeout: ms, connectionsCheckingInterval: Math.ceil(ms / 5) },
  };
}

/** Sends a byte now and then, for as long as the connection lasts. */
function dribble(socket: Socket, bytes: string): void {
  const timer = setInterval(() => void socket.write(bytes), 50);
  socket.once('close', () => clearInterval(timer));
}

describe.each(['plain', 'tls'])('a %s listener', (how) => {
  const tls = how === 'tls';
  const open = async (options: Omit<ListenerOptions, 'presented'> = {}) =>
    listenerFor({ ...options, presented: tls ? await presentedPair() : null });

  test('closes on clients that never come to an end, and answers others in between', async () => {
    const limits = await shortLimits(tls);
    const [port, guarded] = [await open({ limits }), await open({ limits, readers: true })];
    const asked = 'POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n';
    const [headers, body, unread, silent] = [
      await openWire(port, { tls }),
      await openWire(port, { tls }),
      await openWire(guarded, { tls }),
      await openWire(port, { tls }),
    ];
    headers.send(livez);
    dribble(headers.socket, 'x');
    body.send(asked);
    dribble(body.socket, 'x');
    unread.send(asked);
    await unread.answers(1);
    dribble(unread.socket, 'x');
    silent.send(`${livez}\r\n`);
    expect(await isAlive(port, tls)).toEqual([200]);
    expect(statusesIn(await headers.end), 'headers byte by byte').toEqual([408]);
    expect(await isAlive(port, tls)).toEqual([200]);
    expect(statusesIn(await body.end), 'a body byte by byte').toEqual([408]);
    expect(statusesIn(await unread.end)[0], "a stranger's body that nobody reads").toBe(401);
    expect(statusesIn(await silent.end), 'nothing more after a request').toEqual([200]);
    expect(await isAlive(port, tls)).toEqual([200]);
    expect(await isAlive(guarded, tls)).toEqual([200]);
  });

  test('has room for who comes while thousands of idle connections are opened, and for a second listener', async () => {
    const [flooded, other] = [await open({ most: 256 }), await open()];
    const held = new Set<Socket>();
    onTestFinished(() => {
      for (const socket of held) socket.destroy();
    });
    for (let batch = 0; batch < 50; batch += 1) {
      await Promise.all(Array.from({ length: 200 }, () => hold(flooded, held)));
      expect(await isAlive(flooded, tls), `after ${(batch + 1) * 200} connections`).toEqual([200]);
      expect(await isAlive(other, tls)).toEqual([200]);
    }
    for (const socket of held) socket.destroy();
    expect(await isAlive(flooded, tls)).toEqual([200]);
  });

  test('keeps the idle connection of one address while another opens more than there is room for', async () => {
    const port = await open({ most: 10 });
    const wire = await openWire(port, { tls, from: '127.0.0.2' });
    wire.send(`${livez}\r\n`);
    await wire.answers(1);
    const held = new Set<Socket>();
    for (let count = 0; count < 50; count += 1) await hold(port, held);
    wire.send(`${livez}Connection: close\r\n\r\n`);
    expect(statusesIn(await wire.end)).toEqual([200, 200]);
    for (const socket of held) socket.destroy();
  });

  test.each([60, 150, 300])(
    'answers the probe of an address while another fills it with answered connections and opens %i a second',
    async (rate) => {
      const most = 40;
      const port = await open({ most });
      const flood = async () => {
        const wire = await openWire(port, { tls, from: '127.0.0.3' });
        wire.send(`${livez}\r\n`);
        return wire;
      };
      const held = await Promise.all(Array.from({ length: most }, flood));
      await Promise.all(held.map((wire) => wire.answers(1)));
      const opened: Promise<Wire>[] = [];
      const timer = setInterval(() => opened.push(flood()), 1000 / rate);
      onTestFinished(() => clearInterval(timer));
      for (let probe = 0; probe < 10; probe++) {
        const before = opened.length;
        expect(await isAlive(port, tls), `probe ${probe}`).toEqual([200]);
        while (opened.length < before + rate / 20) await sleep(5);
      }
      clearInterval(timer);
      await Promise.all(opened);
      expect(opened.length).toBeGreaterThan(rate / 4);
    },
  );

  test('gives no place of an address to one that has more', async () => {
    const port = await open({ most: 4 });
    const wires = [];
    for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.3', '127.0.0.3']) {
      const wire = await openWire(port, { tls, from });
      wire.send(`${livez}\r\n`);
      await wire.answers(1);
      wires.push(wire);
    }
    const [quiet, oldest, ...rest] = wires;
    const later = await openWire(port, { tls, from: '127.0.0.3' });
    await oldest?.end;
    for (const wire of [quiet, ...rest, later]) {
      wire?.send(`${livez}Connection: close\r\n\r\n`);
      expect(statusesIn((await wire?.end) ?? '').at(-1)).toBe(200);
    }
  });

  test('begins few requests of a client that sends thousands without waiting for an answer', async () => {
    const lines: Record<string, unknown>[] = [];
    const port = await listenerFor({ presented: tls ? await presentedPair() : null, log: logInto(lines) });
    const wires = await Promise.all(Array.from({ length: 20 }, () => openWire(port, { tls })));
    for (const wire of wires) wire.send(`${livez}\r\n`.repeat(20_000));
    await Promise.all(wires.map((wire) => wire.end));
    expect(await isAlive(port, tls)).toEqual([200]);
    expect(lines.filter(({ msg }) => msg === 'answered').length).toBeLessThanOrEqual(wires.length * 50 + 1);
  });

  test('has room for who comes although others ask much and take no answer', async () => {
    const port = await open({ most: 2 });
    const metrics = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const wire of [await openWire(port, { tls }), await openWire(port, { tls })]) {
      wire.send(metrics);
      await wire.answers(1);
      wire.socket.pause();
      wire.send(metrics.repeat(1000));
    }
    // Until what they asked for has filled all that lies between here and there.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isAlive(port, tls)).toEqual([200]);
  });

  test('answers probes although every connection waits for a body that never comes', async () => {
    const port = await open({ most: 100 });
    const asked = 'POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n';
    const held = await Promise.all(Array.from({ length: 100 }, () => openWire(port, { tls })));
    for (const wire of held) wire.send(`${asked}x`);
    await sleep(200);
    for (let time = 0; time < 5; time++) expect(await isAlive(port, tls)).toEqual([200]);
  });

  test('closes a connection that waits for the rest of a body, for any other request', async () => {
    const port = await open({ most: 2 });
    const asked = 'POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx';
    for (const wire of [await openWire(port, { tls }), await openWire(port, { tls })]) wire.send(asked);
    await sleep(200);
    const other = await openWire(port, { tls });
    other.send('GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(statusesIn(await other.end)).toEqual([200]);
  });

  test('closes no connection on which it owes an answer, and still answers probes, but nothing else', async () => {
    const gathering = Promise.withResolvers<Snapshot>();
    const gatherer = { gather: () => gathering.promise };
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) });
    let asked = 0;
    const run = () => {
      asked += 1;
      return monitor.run();
    };
    const port = await open({ most: 2, monitor: { ...monitor, run } });
    const both = [await openWire(port, { tls }), await openWire(port, { tls })];
    for (const wire of both) wire.send('POST /report HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
    await expect.poll(() => asked).toBe(2);
    const other = await openWire(port, { tls });
    other.send('GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const refused = await other.end;
    expect(statusesIn(refused)).toEqual([503]);
    expect(String(refused)).toMatch(/^connection: close\r$/im);
    const silent = await Promise.all(Array.from({ length: 30 }, () => openWire(port, { tls })));
    expect(await isAlive(port, tls)).toEqual([200]);
    for (const wire of silent) wire.socket.destroy();
    gathering.resolve(snapshotWith());
    for (const wire of both) expect(statusesIn(await wire.answers(1))).toHaveLength(1);
    await monitor.stop();
  });
});

/** Opens a connection that says nothing. */
async function hold(port: number, held: Set<Socket>): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  held.add(socket);
  // The server may close it at once, or reset it: that is what is tested.
  socket.on('error', () => undefined);
  socket.once('close', () => held.delete(socket));
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
}

describe('a listener with TLS', () => {
  test('closes on a handshake that never ends, and answers others in between', async () => {
    const port = await listenerFor({ presented: await presentedPair(), limits: await shortLimits(true) });
    const wire = await openWire(port);
    // The beginning of a ClientHello of 512 bytes.
    wire.send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03');
    expect(await isAlive(port, true)).toEqual([200]);
    await wire.end;
    expect(await isAlive(port, true)).toEqual([200]);
  });

  test('closes when it ends, although a handshake has not', async () => {
    const { port, close } = await openListener({ presented: await presentedPair() });
    const wire = await openWire(port);
    wire.send('\x16\x03\x01');
    expect(await isAlive(port, true)).toEqual([200]);
    await close();
    expect(await wire.end).toBe('');
  });

  test('answers plain HTTP with the advice to use https, and logs it once', async () => {
    const lines: Record<string, unknown>[] = [];
    const port = await listenerFor({ presented: await presentedPair(), log: logInto(lines) });
    for (let time = 0; time < 3; time += 1) {
      const wire = await openWire(port);
      wire.send(`${livez}Authorization: Bearer not-for-the-log\r\n\r\n`);
      const heard = await wire.end;
      expect(statusesIn(heard)).toEqual([400]);
      expect(heard).toContain('this port speaks only HTTPS; use https://');
    }
    expect(await isAlive(port, true)).toEqual([200]);
    const told = lines.filter(({ msg }) => msg === 'a TLS handshake failed');
    expect(told.map(({ level }) => level)).toEqual([40, 20, 20]);
    expect(told[0]).toMatchObject({ code: 'ERR_SSL_HTTP_REQUEST', from: '127.0.0.1' });
    expect(JSON.stringify(lines)).not.toContain('not-for-the-log');
  });

  test.each<[string, ConnectionOptions, string]>([
    ['TLS 1.1', { maxVersion: 'TLSv1.1' }, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
    ['TLS 1.0', { maxVersion: 'TLSv1' }, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }, 'HANDSHAKE_FAILURE'],
    [
      'a cipher without authentication of its blocks',
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
      'HANDSHAKE_FAILURE',
    ],
  ])('refuses %s, with a renewed certificate too', async (_, options, code) => {
    const presented = await presentedPair();
    const port = await listenerFor({ presented });
    // Level 0 lets this client offer what OpenSSL does not any more.
    const old: ConnectionOptions = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0', ...options };
    for (const renew of [() => undefined, async () => presented.change(await pairFor())]) {
      await renew();
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...old });
      const [error] = await once(socket, 'error');
      expect(error.code).toContain(code);
    }
    expect(await isAlive(port, true)).toEqual([200]);
  });
});

test('the log has a line for each request, and nothing of what was sent in it', async () => {
  const lines: Record<string, unknown>[] = [];
  const port = await listenerFor({ readers: true, log: logInto(lines) });
  for (const target of ['/livez?token=secret-1', '/secret-2', '/report?check=secret-3']) {
    const wire = await openWire(port);
    wire.send(
      `GET ${target} HTTP/1.1\r\nHost: secret-4\r\nAuthorization: Bearer secret-5\r\nConnection: close\r\n\r\n`,
    );
    await wire.end;
  }
  const answered = lines.filter(({ msg }) => msg === 'answered');
  expect(answered).toMatchObject([
    { level: 20, method: 'GET', route: '/livez', statusCode: 200, from: '127.0.0.1' },
    { route: null, statusCode: 401 },
    { route: '/report', statusCode: 401 },
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyRequest, fastify } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { savedMonitor } from '../../../agent/monitor.ts';
import { HttpProblem } from '../../../agent/server/answer/problem.ts';
import type { Clock } from '../../../agent/server/limits/clock.ts';
import { oneDownload, requireOwnPage } from '../../../agent/server/limits/rate.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';
import { heldClock } from '../held-clock.ts';
import { fileToken, readersServer } from '../readers.ts';

test.each(['/report', '/explain', '/lint', '/predict'])(
  'POST %s may be asked for sixty times a minute',
  async (path) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const statuses = new Set<number | undefined>();
    for (let times = 0; times < 60; times++) statuses.add((await ask(path, { method: 'POST' })).status);
    expect([...statuses]).toEqual([path === '/report' ? 409 : 400]);
    const { status, headers, body } = await ask(path, { method: 'POST' });
    expect(status).toBe(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: `too many requests from this address within a minute; ask again in ${seconds} s`,
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    expect((await ask('/report')).status).toBe(200);
  },
);

test('each address has its own share, which others cannot use up', async () => {
  const ask = await readersServer();
  const post = (from: string, token?: string) =>
    ask('/report', { method: 'POST', from, ...(token === undefined ? {} : { token }) });
  for (let times = 0; times < 70; times++) expect((await post('127.0.0.2')).status).toBe(401);
  for (let times = 0; times < 60; times++) expect((await post('127.0.0.2', fileToken)).status).toBe(409);
  expect((await post('127.0.0.2', fileToken)).status).toBe(429);
  expect((await post('127.0.0.3', fileToken)).status).toBe(409);
});

describe('one download at a time', () => {
  const mib = randomBytes(2 ** 20);
  const never = () => Promise.reject(new Error('there are two'));

  /** Two listeners that send 40 MiB, more than the buffers of a connection hold; resolves with what asks each. */
  async function downloads(clock: Clock) {
    const onRequest = oneDownload(clock);
    const ports = [1, 2].map(async () => {
      const app = fastify({ forceCloseConnections: true });
      app.decorateRequest('reader', '');
      app.addHook('onRequest', async (request) => {
        request.reader = request.ip;
      });
      app.setErrorHandler((error, _request, reply) =>
        reply.code(error instanceof HttpProblem ? error.statusCode : 500).send(),
      );
      app.get('/', { onRequest }, (_request, reply) => reply.send(Readable.from(Array(40).fill(mib))));
      onTestFinished(() => app.close());
      return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    });
    return (await Promise.all(ports)).map((port) => async (): Promise<IncomingMessage> => {
      const [answer] = await once(request({ host: '127.0.0.1', port, agent: false }).end(), 'response');
      return answer;
    });
  }

  test('a client that does not keep up gives way after five seconds to the next one that asks', async () => {
    const clock = heldClock();
    const [ask = never, other = never] = await downloads(clock);
    const first = await ask();
    let seconds = 0;
    let second = await other();
    while (second.statusCode === 429) {
      clock.pass(1);
      seconds += 1;
      await sleep(10);
      second = await other();
    }
    expect([second.statusCode, (await buffer(second)).length]).toEqual([200, 40 * mib.length]);
    expect(seconds).toBeGreaterThanOrEqual(5);
    await expect(buffer(first)).rejects.toThrow('aborted');
  });

  test('a client that takes something each second keeps its turn to the end', async () => {
    const clock = heldClock();
    const [ask = never, other = never] = await downloads(clock);
    const few = 4 * mib.length;
    let bytes = 0;
    for await (const chunk of await ask()) {
      bytes += chunk.length;
      if (Math.floor(bytes / few) === Math.floor((bytes - chunk.length) / few)) continue;
      clock.pass(1);
      // Then the rest may be in the buffers, and hostprobe done.
      if (bytes < 7 * few) expect((await other()).statusCode).toBe(429);
    }
    expect(bytes).toBe(40 * mib.length);
  });
});

describe('a costly route', () => {
  // requireOwnPage reads only headers.
  const ask = (headers: Record<string, string>) => () => requireOwnPage({ headers } as unknown as FastifyRequest);
  const host = 'node.example:20258';

  test.each([
    ['curl', {}],
    ['what a person typed', { 'sec-fetch-site': 'none' }],
    ['the page itself', { 'sec-fetch-site': 'same-origin', origin: `https://${host}` }],
    ['the page itself, spelled otherwise', { origin: `HTTP://${host.toUpperCase()}` }],
  ])('answers %s', (_, headers) => {
    expect(ask({ host, ...headers })).not.toThrow();
  });

  test.each([
    ['an image on another site', { 'sec-fetch-site': 'cross-site' }, 'another site'],
    ['an image on another port of this name', { 'sec-fetch-site': 'same-site' }, 'another site'],
    ['a form of another origin', { origin: 'https://evil.example' }, '"https://evil.example"'],
    ['a form in a sandbox', { origin: 'null' }, '"null"'],
    ['a form of another port', { origin: 'https://node.example' }, '"https://node.example"'],
    [
      'another origin that says it is the same',
      { origin: 'https://x', 'sec-fetch-site': 'same-origin' },
      '"https://x"',
    ],
  ])('refuses %s', (_, headers, from) => {
    const message = `a page from ${from} may not ask for this; open the address itself, or use curl`;
    expect(ask({ host, ...headers })).toThrow(expect.objectContaining({ statusCode: 403, message }));
  });
});

describe('whose turn it is', () => {
  /** Who asks, on a connection that the test lets send and end. */
  function asking() {
    const clock = heldClock();
    const hook = oneDownload(clock);
    return {
      clock,
      async ask(reader: string) {
        const raw = Object.assign(new EventEmitter(), {
          ...{ socket: { bytesWritten: 0 }, writableNeedDrain: false, destroyed: false },
          destroy() {
            this.destroyed = true;
          },
        });
        await hook({ reader } as FastifyRequest, { raw } as never);
        return raw;
      },
    };
  }

  test('after a download is that of who was refused, for half a minute, and then that of anybody', async () => {
    const { clock, ask } = asking();
    (await ask('a')).emit('close');
    (await ask('a')).emit('close');
    const first = await ask('a');
    await expect(ask('b')).rejects.toThrow(/^hostprobe makes a bundle, or reads the setup, .*; ask again in 10 s$/);
    first.emit('close');
    clock.pass(30);
    await expect(ask('a')).rejects.toThrow('the next bundle is for another reader; ask again in 10 s');
    // Who was refused last waits for himself no longer than for others.
    const third = await ask('c');
    third.emit('close');
    clock.pass(31);
    expect((await ask('c')).destroyed).toBe(false);
  });

  test('is taken from a client that takes less than 100 KiB in each of five seconds, while there is more to send', async () => {
    for (const [bytes, seconds, drains, isCut] of [
      [100 * 1024 - 1, 5, true, true],
      [100 * 1024, 5, true, false],
      [100 * 1024 - 1, 4, true, false],
      [0, 9, false, false],
    ] as const) {
      const { clock, ask } = asking();
      const raw = await ask('slow');
      raw.writableNeedDrain = drains;
      for (let second = 0; second < seconds; second++) {
        raw.socket.bytesWritten += bytes;
        clock.pass(1);
      }
      const next = await ask('next').catch((error: unknown) => error);
      expect([bytes, seconds, raw.destroyed, next instanceof HttpProblem]).toEqual([bytes, seconds, isCut, !isCut]);
    }
  });

  test('is kept by a client that was behind and caught up', async () => {
    const { clock, ask } = asking();
    const raw = await ask('slow');
    raw.writableNeedDrain = true;
    clock.pass(4);
    raw.socket.bytesWritten += 2 ** 20;
    clock.pass(1);
    clock.pass(4);
    await expect(ask('next')).rejects.toThrow(HttpProblem);
    expect(raw.destroyed).toBe(false);
  });
});

// RFC 9110, 4.2.3: scheme and host are the same in any case.
test.each([
  [{ origin: 'https://Node:20258', host: 'NODE:20258' }, true],
  [{ origin: 'HTTP://node:20258', host: 'node:20258', 'sec-fetch-site': 'same-origin' }, true],
  [{ host: 'node:20258', 'sec-fetch-site': 'none' }, true],
  [{ host: 'node:20258', 'sec-fetch-site': 'same-site' }, false],
  [{ origin: 'https://node', host: 'node:20258' }, false],
  [{ origin: 'null', host: 'node:20258' }, false],
])('a page with %j is one of its own: %s', (headers, isOwn) => {
  // Of a request it reads the headers alone.
  const ask = () => requireOwnPage({ headers } as FastifyRequest);
  if (isOwn) expect(ask).not.toThrow();
  else expect(ask).toThrow(HttpProblem);
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NoAnswerError, UserError } from '../../agent/error.ts';
import { createMonitor, type Monitor, savedMonitor } from '../../agent/monitor.ts';
import type { Gatherer } from '../../agent/probe.ts';
import { BusyError, getFrom, type Remote, readNodeSnapshot, setupQuery, whyFailed } from '../../agent/reach/remote.ts';
import { redactText } from '../../agent/redact.ts';
import { tls } from '../host/tls.ts';
import { run, saved, serve } from '../run.ts';
import { originFor } from '../server/client.ts';
import { snapshotWith } from '../snapshot.ts';
import { authority, expired, signed } from './certificates.ts';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}
const plain = async (answer: RequestListener) => `http://127.0.0.1:${await portOf(createServer(answer))}`;
const encrypted = async (options: ServerOptions, answer: RequestListener, host = '127.0.0.1') =>
  `https://${host}:${await portOf(createTlsServer(options, answer))}`;

const remote = (origin: string, more: Partial<Remote> = {}): Remote => ({
  origin,
  token: null,
  trusted: null,
  ...more,
});
const json = { 'content-type': 'application/json; charset=utf-8' };
const give = (response: ServerResponse) => response.writeHead(200, json).end(JSON.stringify(snapshotWith()));
const refuse = (response: ServerResponse, status: number, detail: string) =>
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ status, detail }));

const headHasCome = 'http.client.response.finish';

/** The message for a user who asks this node. */
const told = (asked: Promise<unknown>) =>
  asked.then(
    () => 'nothing',
    (error: Error) => (error.name === 'UserError' ? error.message : `a bug: ${error.stack}`),
  );

describe('a node over HTTP', () => {
  test('gives what its agent saw last', async () => {
    const origin = await originFor(savedMonitor(snapshotWith()));
    expect(await readNodeSnapshot(remote(origin))).toEqual(snapshotWith());
  });

  test('is asked for its setup too, with the key of the one who asks', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<string | undefined>();
    const origin = await plain((request, response) => {
      resolve(request.url);
      give(response);
    });
    const factsQuery = setupQuery(new Uint8Array(32).fill(0xab));
    await readNodeSnapshot(remote(origin, { factsQuery }));
    expect(await asked).toBe(`/facts?with=setup&placeholders=${'ab'.repeat(32)}`);
  });

  test('that has no report yet says when to come back', async () => {
    const gatherer: Gatherer = { gather: () => new Promise(() => undefined) };
    const monitor: Monitor = createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) });
    expect(await told(readNodeSnapshot(remote(await originFor(monitor))))).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+ answers 503: the first report is not ready; ask again in a second$/,
    );
  });

  test('that resets the connection behind the head of its answer is no bug', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{';
      socket.once('data', () => socket.write(head));
      // Node.js publishes there that the head has come.
      const reset = () => {
        unsubscribe(headHasCome, reset);
        socket.resetAndDestroy();
      };
      subscribe(headHasCome, reset);
    });
    const origin = `http://127.0.0.1:${await portOf(server)}`;
    expect(await told(readNodeSnapshot(remote(origin)))).toBe(
      `the answer of ${origin} was cut or damaged on the way; try again`,
    );
  });

  test('gets no token over plain HTTP', async () => {
    const sent: (string | undefined)[] = [];
    const origin = await plain(({ headers }, response) => {
      sent.push(headers.authorization);
      refuse(response, 401, 'a token is needed');
    });
    expect(await told(readNodeSnapshot(remote(origin, { token: 'a-token' })))).toBe(
      `${origin} requires a bearer token, and hostprobe sends tokens over https:// only`,
    );
    expect(sent).toEqual([undefined]);
  });
});

describe('a node over TLS', () => {
  test('is trusted by its own certificate, and gets the token', async () => {
    const sent: (string | undefined)[] = [];
    const origin = await encrypted(
      tls,
      ({ headers }, response) => {
        sent.push(headers.authorization);
        give(response);
      },
      'localhost',
    );
    expect(await readNodeSnapshot(remote(origin, { trusted: tls.cert, token: 'a-token' }))).toEqual(snapshotWith());
    expect(sent).toEqual(['Bearer a-token']);
  });

  test('is trusted by the authority that signed its certificate, or by that certificate alone', async () => {
    const origin = await encrypted(signed, (_, response) => give(response));
    for (const trusted of [authority, signed.cert, `${tls.cert}${signed.cert}`]) {
      expect(await readNodeSnapshot(remote(origin, { trusted }))).toEqual(snapshotWith());
    }
  });

  test.each([
    ['by nobody', null, 'is not trusted; with --ca-file, name a file'],
    ['by another certificate than was named', authority, 'is not trusted; with --ca-file, name a file'],
  ])('that is trusted %s gets no request, so no token', async (_, trusted, said) => {
    const asked: unknown[] = [];
    const origin = await encrypted(
      tls,
      (request, response) => {
        asked.push(request.headers);
        give(response);
      },
      'localhost',
    );
    const message = await told(readNodeSnapshot(remote(origin, { trusted, token: 'a-token' })));
    expect(message).toContain(`${origin} cannot be reached: its certificate ${said}`);
    expect([asked, message.includes('a-token')]).toEqual([[], false]);
  });

  test('whose certificate has other names is not trusted, and they are shown', async () => {
    const origin = await encrypted(tls, (_, response) => give(response));
    expect(await told(readNodeSnapshot(remote(origin, { trusted: tls.cert })))).toBe(
      `${origin} cannot be reached: its certificate is for DNS:localhost; use one of these names`,
    );
  });

  test('whose certificate has expired is not trusted', async () => {
    const origin = await encrypted(expired, (_, response) => give(response));
    expect(await told(readNodeSnapshot(remote(origin, { trusted: authority })))).toContain(
      'its certificate has expired, by the clock of this machine',
    );
  });

  test.each([
    [401, null, 'who are you', /requires a bearer token; name a file that holds one with --token-file/],
    [401, 'a-token', 'unknown token', /does not accept the token in --token-file$/],
    [403, 'a-token', 'user x may not get /facts', /answers 403: user x may not get \/facts$/],
    [429, 'a-token', 'too many', /answers 429: too many$/],
    [503, 'a-token', 'red \u001b[31mtext\u0000', /answers 503: red text\\u\{0\}$/],
  ])('that refuses with %d is reported in its own words (token: %s)', async (status, token, detail, said) => {
    const origin = await encrypted(tls, (_, response) => refuse(response, status, detail), 'localhost');
    const message = await told(readNodeSnapshot(remote(origin, { trusted: tls.cert, token })));
    expect(message).toMatch(said);
    expect(message).not.toContain('a-token');
    expect(redactText(message)).toBe(message);
  });
});

test('a busy agent is asked again when it says', async () => {
  const origin = await plain((_, response) => refuse(response.setHeader('retry-after', '7'), 429, 'busy'));
  await expect(readNodeSnapshot(remote(origin))).rejects.toMatchObject({ retryMs: 7000 });
});

test.each<[what: string, code: number, retryAfter: string]>([
  ['has no report yet', 503, '7'],
  ['asks to wait no time', 429, '0'],
  ['does not say when', 429, 'soon'],
])('an agent that %s is asked no second time', async (_what, code, retryAfter) => {
  const origin = await plain((_, response) => refuse(response.setHeader('retry-after', retryAfter), code, 'later'));
  const why = await readNodeSnapshot(remote(origin)).catch((error: unknown) => error);
  expect(why).toBeInstanceOf(NoAnswerError);
  expect(why).not.toBeInstanceOf(BusyError);
});

/** An address of this machine that is not the loopback's: only there hostprobe wants TLS and a token. */
const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

test.runIf(own !== undefined)(
  'an agent that only readers may ask is asked with its certificate and a token',
  async () => {
    const token = 'a-token-that-is-long-enough-for-a-file';
    const [facts, tokens] = [saved(snapshotWith()), saved(`${token}\n`)];
    const flags = ['--tls', 'self-signed', '--auth-token-file', tokens];
    using agent = await serve(['--facts', facts, '--listen', `${own}:0`, ...flags]);
    const origin = `https://${own}:${agent.port}`;
    const trusted = await certificateAt(agent.port, own ?? '');
    expect(await readNodeSnapshot(remote(origin, { trusted, token }))).toEqual(snapshotWith());
    expect(await told(readNodeSnapshot(remote(origin, { trusted })))).toMatch(/requires a bearer token; /);
    expect(await told(readNodeSnapshot(remote(origin, { trusted, token: 'another-token' })))).toMatch(
      /does not accept/,
    );
    expect(await told(readNodeSnapshot(remote(origin, { token })))).toMatch(
      / cannot be reached: its certificate is not trusted; /,
    );
    const [caFile, offline] = [saved(trusted), await run(['report', '--facts', facts])];
    expect(await run(['report', '--node', origin, '--ca-file', caFile, '--token-file', tokens])).toEqual(offline);
  },
);

/** What openssl s_client shows. */
async function certificateAt(port: number, host: string): Promise<string> {
  const socket = connect({ port, host, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate()?.toString() ?? '';
  socket.destroy();
  return certificate;
}

describe('a server that is not hostprobe', () => {
  test.each<[string, RequestListener, RegExp]>([
    [
      'another 401',
      (_, response) => response.writeHead(401).end('Unauthorized'),
      /is not hostprobe: it returned 401 with no type/,
    ],
    [
      'a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      /is not hostprobe: it returned text\/html for \/facts/,
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /is not hostprobe: it returned 302/,
    ],
    [
      'a problem without words',
      (_, response) => response.writeHead(404, { 'content-type': 'application/problem+json' }).end('no'),
      /is not hostprobe: it returned 404/,
    ],
    [
      'JSON of something else',
      (_, response) => response.writeHead(200, json).end('{}'),
      /\/facts is JSON, but not a hostprobe snapshot/,
    ],
    [
      'half of an answer',
      (_, response) => {
        response.writeHead(200, { ...json, 'content-length': 1000 });
        response.write('{', () => response.destroy());
      },
      /^the answer of http:\S+ was cut or damaged on the way; try again$/,
    ],
  ])('is told to be none: %s', async (_, answer, said) => {
    expect(await told(readNodeSnapshot(remote(await plain(answer))))).toMatch(said);
  });

  test('no listener', async () => {
    const server = createTcpServer();
    const port = await portOf(server);
    server.close();
    await once(server, 'close');
    expect(await told(readNodeSnapshot(remote(`https://127.0.0.1:${port}`)))).toMatch(
      /cannot be reached: nothing listens at 127\.0\.0\.1:\d+; /,
    );
  });

  test('http:// where TLS is spoken, and https:// where it is not', async () => {
    const secret = await encrypted(tls, (_, response) => give(response));
    expect(await told(readNodeSnapshot(remote(secret.replace('https', 'http'))))).toMatch(/does it use https:\/\/\?$/);
    const open = await plain((_, response) => give(response));
    expect(await told(readNodeSnapshot(remote(open.replace('http', 'https'))))).toMatch(/does it use http:\/\/\?$/);
  });
});

describe('an answer', () => {
  const limits = { deadlineMs: 30_000, maxBytes: 1000, type: 'text/plain' };
  const text = { 'content-type': 'text/plain' };

  test('may not be longer than its limit', async () => {
    const origin = await plain((_, response) => response.writeHead(200, text).end('x'.repeat(1001)));
    expect(await told(buffer(getFrom(remote(origin), '/x', limits)))).toBe(
      `${origin}/x returned more than 1000 bytes, which is too much`,
    );
    const short = await plain((_, response) => response.writeHead(200, text).end('x'.repeat(1000)));
    expect((await buffer(getFrom(remote(short), '/x', limits))).length).toBe(1000);
    const inPieces = await plain(async (_, response) => {
      response.writeHead(200, text);
      for (let piece = 0; piece < 11; piece++) await new Promise((sent) => response.write('x'.repeat(100), sent));
      response.end();
    });
    expect(await told(buffer(getFrom(remote(inPieces), '/x', limits)))).toMatch(/more than 1000 bytes/);
  });

  test('must come within its deadline, from the first byte to the last', async () => {
    const brief = { ...limits, deadlineMs: 50 };
    const silent = await plain(() => undefined);
    expect(await told(buffer(getFrom(remote(silent), '/x', brief)))).toBe(
      `${silent} did not answer completely within 0.05 s`,
    );
    const slow = await plain((_, response) => response.writeHead(200, text).write('x'));
    expect(await told(buffer(getFrom(remote(slow), '/x', brief)))).toBe(
      `${slow} did not answer completely within 0.05 s`,
    );
    const overPipe = { ...remote('http://win-1:20258'), connect: async () => duplexPair()[0] };
    expect(await told(buffer(getFrom(overPipe, '/x', brief)))).toBe(
      'http://win-1:20258 did not answer completely within 0.05 s',
    );
  });
});

const failed = (code: string, message = 'as Node.js says it') => Object.assign(new Error(message), { code });
const at = 'https://win-1:20258';

test.each([
  ['ECONNREFUSED', 'nothing listens there; '],
  ['ENOTFOUND', 'the name does not exist'],
  ['EAI_AGAIN', 'the name cannot be resolved now'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
  ['ETIMEDOUT', 'it did not answer in time'],
  ['ECONNRESET', 'the connection was reset'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['ESOMETHING', 'as Node.js says it'],
])('%s is said in words', (code, words) => {
  const message = expect.stringContaining(`${at} cannot be reached: ${words}`);
  expect(whyFailed(failed(code), at)).toMatchObject({ name: 'UserError', message });
});

test.each(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'SELF_SIGNED_CERT_IN_CHAIN'])(
  '%s is a matter of trust',
  (code) => {
    expect(whyFailed(failed(code), at)).toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('--ca-file'),
    });
  },
);

test('a UserError stays as it is, and a bug is not a connection failure', () => {
  for (const error of [new UserError('said'), new TypeError('x is undefined'), 'text']) {
    expect(whyFailed(error, at)).toBe(error);
  }
});

import { describe, expect, test } from 'vitest';
import { listenerFor, presentedPair, readersToken } from './listener.ts';
import { openWire, statusesIn } from './wire.ts';

const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const post = (headers: string, body: string) =>
  `POST /explain HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;
const chunked = (body: string) => post('Transfer-Encoding: chunked', body);
/** A request that nobody must take for one: it stands in what is the body for some readers of the request before it. */
const smuggled = get('/status');

/** Requests that two programs may read in two ways, or that none can: each is refused, and nothing after it is read. */
const malformed: readonly [what: string, bytes: string, status: number][] = [
  [
    'Content-Length before Transfer-Encoding',
    post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${smuggled}`),
    400,
  ],
  [
    'Transfer-Encoding before Content-Length',
    post('Transfer-Encoding: chunked\r\nContent-Length: 4', `0\r\n\r\n${smuggled}`),
    400,
  ],
  ['two lengths', post('Content-Length: 4\r\nContent-Length: 5', `abcde${smuggled}`), 400],
  ['a length with a sign', post('Content-Length: +4', `abcd${smuggled}`), 400],
  ['a length beyond all numbers', post(`Content-Length: ${'9'.repeat(30)}`, smuggled), 400],
  ['a space before the colon', post('Transfer-Encoding : chunked', `0\r\n\r\n${smuggled}`), 400],
  ['an encoding after chunked', post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${smuggled}`), 400],
  ['an encoding that looks like chunked', post('Transfer-Encoding: xchunked', `0\r\n\r\n${smuggled}`), 400],
  ['lines that end in a bare LF', `GET /livez HTTP/1.1\nHost: localhost\n\n${smuggled}`, 400],
  ['one header that ends in a bare LF', `GET /livez HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n${smuggled}`, 400],
  ['a header folded over two lines', get('/livez', 'X: a\r\n b\r\n') + smuggled, 400],
  ['a zero byte in a header', get('/livez', 'X: a\0b\r\n') + smuggled, 400],
  ['two Host headers', `${get('/livez', 'Host: evil.example\r\nConnection: close\r\n')}`, 400],
  ['no Host header', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['another version', 'GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
  ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a handshake of TLS within', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['a chunk size that is no number', chunked(`Z\r\nabc\r\n0\r\n\r\n${smuggled}`), 400],
  ['a negative chunk size', chunked(`-1\r\nabc\r\n0\r\n\r\n${smuggled}`), 400],
  ['a chunk size beyond 64 bits', chunked(`fffffffffffffffff\r\nabc\r\n0\r\n\r\n${smuggled}`), 400],
  ['a chunk longer than its size', chunked(`3\r\nabcXX0\r\n\r\n${smuggled}`), 400],
  ['chunks that end in a bare LF', chunked(`3\nabc\n0\n\n${smuggled}`), 400],
  ['20 kB of chunk extensions', chunked(`3;${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`), 413],
  ['20 kB of trailers', chunked(`3\r\nabc\r\n0\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), 431],
  ['a header of 100 kB', get('/livez', `X: ${'x'.repeat(100_000)}\r\n`), 431],
  ['a path of 100 kB', get(`/${'x'.repeat(100_000)}`), 431],
  ['5000 headers', get('/livez', 'a:\r\n'.repeat(5000)), 431],
  ['an expectation that nobody has', post('Expect: tea\r\nContent-Length: 3', 'abc'), 417],
];

describe.each(['plain', 'tls'])('a %s listener', (how) => {
  const tls = how === 'tls';
  const open = async (readers = false) => listenerFor({ readers, presented: tls ? await presentedPair() : null });

  test.each(malformed)('refuses %s with one answer, closes, and keeps serving', async (_, bytes, status) => {
    const port = await open();
    const wire = await openWire(port, { tls });
    wire.send(bytes);
    const heard = await wire.end;
    expect(statusesIn(heard)).toEqual([status]);
    const [head = '', body = ''] = heard.split('\r\n\r\n');
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, detail: expect.stringMatching(/\S/) });
    const next = await openWire(port, { tls });
    next.send(get('/livez'));
    expect(statusesIn(await next.answers(1))).toEqual([200]);
  });

  test('says what is refused before it is a request, as problem JSON', async () => {
    const wire = await openWire(await open(), { tls });
    wire.send('nonsense\r\n\r\n');
    const [head, body = ''] = (await wire.end).split('\r\n\r\n');
    expect(head).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application\/problem\+json/,
    );
    expect(JSON.parse(body)).toMatchObject({ status: 400 });
  });

  test('says nothing to CONNECT, which is for proxies', async () => {
    const wire = await openWire(await open(), { tls });
    wire.send('CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n');
    expect(await wire.end).toBe('');
  });

  test('answers a request to upgrade as any other', async () => {
    const wire = await openWire(await open(), { tls });
    wire.send(get('/livez', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    expect(statusesIn(await wire.answers(1))).toEqual([200]);
  });

  test('answers 100-continue to a client that expects it', async () => {
    const wire = await openWire(await open(), { tls });
    wire.send(post('Expect: 100-continue\r\nContent-Length: 6', ''));
    expect(statusesIn(await wire.answers(1))).toEqual([100]);
    wire.send('denied');
    expect(statusesIn(await wire.answers(2))).toEqual([100, 200]);
  });

  test('answers what comes in one go in its order', async () => {
    const wire = await openWire(await open(), { tls });
    const paths = ['/livez', '/nothing', '/version', '/status', '/nothing'];
    wire.send(Array.from({ length: 8 }, () => paths.map((path) => get(path)).join('')).join(''));
    const statuses = statusesIn(await wire.answers(40));
    expect(statuses).toEqual(Array.from({ length: 8 }, () => [200, 404, 200, 200, 404]).flat());
  });

  test('sends no banner', async () => {
    const wire = await openWire(await open(), { tls });
    wire.send(get('/version', 'Connection: close\r\n'));
    const [head] = (await wire.end).split('\r\n\r\n');
    expect(head).not.toMatch(/^(?:server|x-powered-by|via):/im);
  });
});

/** What is asked for, and what a stranger and a reader get at an address that others can reach. */
const targets: readonly [target: string, stranger: number, reader: number][] = [
  ['/report', 401, 200],
  ['//report', 401, 404],
  ['/./report', 401, 404],
  ['/livez/../report', 401, 404],
  ['/livez/%2e%2e/report', 401, 404],
  ['/%2e%2e/report', 401, 404],
  ['/livez%2f..%2freport', 401, 404],
  ['/livez%2F%2E%2E%2Freport', 401, 404],
  ['/livez\\..\\report', 401, 404],
  ['/livez;/report', 401, 404],
  ['/..;/report', 401, 404],
  ['/livez%3f/report', 401, 404],
  ['/livez%00', 401, 404],
  ['/livez/', 401, 404],
  ['/report/', 401, 404],
  ['/report%00', 401, 404],
  ['/report;x', 401, 404],
  ['/REPORT', 401, 404],
  ['/%2freport', 401, 404],
  ['/%72eport', 401, 200],
  ['/metrics/../facts', 401, 404],
  ['//localhost/report', 401, 404],
  ['//localhost/livez', 401, 404],
  ['http://localhost/report', 401, 200],
  ['HTTP://LOCALHOST/report', 401, 200],
  ['http://livez@localhost/report', 401, 200],
  ['http://localhost//report', 401, 404],
  ['http://localhost/livez/../report', 401, 404],
  ['/livez/..%c0%afreport', 400, 400],
  ['/%zz', 400, 400],
  ['\\report', 400, 400],
  ['report', 400, 400],
  ['?/report', 400, 400],
  ['file:///report', 400, 400],
  // These are the open routes themselves, whatever is said beside the path.
  ['/livez?/report', 200, 200],
  ['/livez#/../report', 200, 200],
  ['/li%76ez', 200, 200],
  ['http://localhost/livez', 200, 200],
];

describe('where readers must be known', () => {
  test.each(targets)('%s is %i for a stranger and %i for a reader', async (target, stranger, reader) => {
    const port = await listenerFor({ readers: true });
    const ask = async (headers: string) => {
      const wire = await openWire(port);
      wire.send(get(target, `${headers}Connection: close\r\n`));
      return wire.end;
    };
    const toStranger = await ask('');
    expect(statusesIn(toStranger)).toEqual([stranger]);
    expect(toStranger).not.toContain('win-node-1');
    expect(statusesIn(await ask(`Authorization: Bearer ${readersToken}\r\n`))).toEqual([reader]);
  });

  test('a stranger is answered before the body is there, and no part of the body is taken for a request', async () => {
    const wire = await openWire(await listenerFor({ readers: true }));
    wire.send(post(`Content-Length: ${smuggled.length}`, ''));
    expect(statusesIn(await wire.answers(1))).toEqual([401]);
    wire.send(smuggled + get('/livez', 'Connection: close\r\n'));
    expect(statusesIn(await wire.end)).toEqual([401, 200]);
  });
});

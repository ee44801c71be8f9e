import { once } from 'node:events';
import { Agent, createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import * as z from 'zod';
import { QueryError } from '../../agent/error.ts';
import { type Api, openApi, whyUnanswered } from '../../agent/reach/api.ts';
import { openChannels } from '../../agent/reach/channel.ts';
import { whyUnsigned } from '../../agent/reach/credential.ts';
import { list, watch } from '../../agent/reach/list.ts';
import { queryLogs } from '../../agent/reach/log-query.ts';

const apiAt = (address: unknown, agent = new Agent()): Api =>
  openApi(
    {
      ...{ context: 'here', namespace: 'default' },
      // Listening TCP servers have no address of another kind.
      server: `http://127.0.0.1:${(address as AddressInfo).port}`,
      options: async () => ({ agent, headers: {} }),
    },
    0,
  );

/** A server that sends these bytes and then closes, or resets, the connection. */
async function sending(bytes: Uint8Array, end: 'close' | 'reset'): Promise<Api> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(bytes, () => (end === 'close' ? socket.end() : socket.resetAndDestroy())));
    if (bytes.length === 0) socket.once('data', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return apiAt(server.address());
}

async function answering(listener: RequestListener): Promise<Api> {
  const server = createHttpServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return apiAt(server.address(), new Agent({ keepAlive: true }));
}

const object = JSON.stringify({ kind: 'NodeList', items: [{ metadata: { name: 'win-1' } }] });
const chunked = (...pieces: readonly (string | Uint8Array)[]) =>
  Buffer.concat(
    [...pieces, ''].map((piece) => {
      const bytes = Buffer.from(piece);
      return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
    }),
  );
const answer = (head: string, body: string | Uint8Array) =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${head}\r\n\r\n`), Buffer.from(body)]);
const packed = gzipSync(object);
const event = `${JSON.stringify({ type: 'ADDED', object: { metadata: { resourceVersion: '2' } } })}\n`;

// The kubelet compresses what it writes where gzip is accepted. Source: kubernetes pkg/kubelet/kubelet_server_journal.go.
const logLine = `E1201 02:41:07.118234 4312 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to logon user: Access is denied."\n`;
const logQueries: readonly (readonly [string, Buffer])[] = [
  ['plain', answer('200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked', chunked(logLine))],
  ['in gzip', answer('200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked', chunked(gzipSync(logLine)))],
];

/** Answers by the way in which they say where they end. */
const kinds: readonly [string, Buffer, (api: Api) => Promise<unknown>][] = [
  ['with a length', answer(`200 OK\r\ncontent-length: ${object.length}`, object), (api) => api.get('/x')],
  [
    'in chunks',
    answer('200 OK\r\ntransfer-encoding: chunked', chunked(object.slice(0, 20), object.slice(20))),
    (api) => api.get('/x'),
  ],
  [
    'in gzip with a length',
    answer(`200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}`, packed),
    (api) => api.get('/x'),
  ],
  [
    'in gzip in chunks',
    answer('200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked', chunked(packed)),
    (api) => api.get('/x'),
  ],
  ['in gzip to the end of the connection', answer('200 OK\r\ncontent-encoding: gzip', packed), (api) => api.get('/x')],
  [
    'of a watch',
    answer('200 OK\r\ntransfer-encoding: chunked', chunked(event)),
    async (api) => {
      let lines = 0;
      for await (const _ of api.lines('/x', {}, new AbortController().signal)) lines += 1;
      return lines;
    },
  ],
  ...logQueries.map(([how, bytes]): (typeof kinds)[number] => [
    `of a log query, ${how}`,
    bytes,
    async (api) => {
      const { answered, logs } = await queryLogs(api, 'win-1', new Date('2026-12-01T02:41:10Z'));
      if (!answered.ok) throw new QueryError(answered.error.kind, answered.error.message);
      return logs?.lines.length;
    },
  ]),
];

describe('an answer that is cut is an error in words, at each byte', () => {
  test.each(kinds)('%s', async (_kind, whole, read) => {
    expect(await read(await sending(whole, 'close'))).toBeTruthy();
    const wrong: unknown[] = [];
    for (let length = 0; length < whole.length; length++) {
      for (const end of ['close', 'reset'] as const) {
        const outcome = await read(await sending(whole.subarray(0, length), end)).catch((error: unknown) => error);
        const isTold = outcome instanceof QueryError && outcome.message.length <= 300;
        // Who has answered with a byte does not wait for TLS.
        const isAsked = `${outcome}`.includes('does it use https://?');
        if (!isTold || isAsked !== (length === 0)) wrong.push([length, end, outcome]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('garbage in the place of gzip', async () => {
    const api = await sending(answer('200 OK\r\ncontent-encoding: gzip', 'this is no gzip'), 'close');
    await expect(api.get('/x')).rejects.toThrow(
      /^GET \/x: the answer of http:.* was cut or damaged on the way; try again$/,
    );
  });
});

describe('a server that never ends is left', () => {
  const endless =
    (gzip: boolean): RequestListener =>
    (_request, response) => {
      response.writeHead(200, gzip ? { 'content-encoding': 'gzip' } : {});
      const body = gzip ? createGzip({ level: 1 }) : response;
      if (body !== response) body.pipe(response);
      const piece = Buffer.alloc(2 ** 20, ' ');
      const more = () => {
        while (!response.destroyed && body.write(piece));
      };
      body.on('drain', more);
      more();
    };

  test.each([false, true])('a body without an end; in gzip: %s', async (gzip) => {
    const api = await answering(endless(gzip));
    await expect(api.get('/x')).rejects.toThrow(/larger than 67108864 bytes/);
    const lines = api.lines('/x', {}, new AbortController().signal);
    await expect(lines.next()).rejects.toThrow(/larger than 67108864 bytes/);
  });

  // Spaces between the tokens of JSON: 60 MiB that are a few kB on the way.
  const page = gzipSync(`{"metadata":{"continue":"next"},"items":[]${' '.repeat(60 * 2 ** 20)}}`);

  test('a list whose pages are large and always name another one', async () => {
    let pages = 0;
    const endless = await answering((_request, response) => {
      pages += 1;
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(page);
    });
    await expect(list({ ...endless, timeoutMs: 30_000 }, { path: '/x' }, () => null)).rejects.toThrow(
      /^GET \/x: the list is larger than 2 GiB: ask for fewer objects with -n or -l, or for all with --request-timeout 0$/,
    );
    expect(pages).toBe(35);
  });

  test('a list whose pages always name another one', async () => {
    let pages = 0;
    const api = await answering((_request, response) => {
      pages += 1;
      response.end(JSON.stringify({ metadata: { continue: `after-${pages}` }, items: [] }));
    });
    await expect(list(api, { path: '/x' }, () => null)).rejects.toThrow(
      /^GET \/x: the list does not end after 1000 pages$/,
    );
  });
});

test.each([null, 1, 'x', [], { metadata: null }, { metadata: { name: 5 } }])(
  'an item that is not as Kubernetes has it is an error in words: %j',
  async (item) => {
    const api = await answering((_request, response) => void response.end(JSON.stringify({ items: [item] })));
    const read = (given: unknown) => z.object({ metadata: z.object({ name: z.string() }) }).parse(given);
    const failed = list(api, { path: '/x' }, read);
    await expect(failed).rejects.toThrow(
      /^GET \/x: the answer is not as Kubernetes has it: (?:all of it|metadata|metadata\.name): .*expected/,
    );
    await expect(failed).rejects.toBeInstanceOf(QueryError);
  },
);

test('a watch that is cut in its line goes on from the last event', async () => {
  let requests = 0;
  const api = await answering((request, response) => {
    requests += 1;
    if (requests > 1)
      return void response.end(
        event.replace('"2"', `"${new URL(`http://x${request.url}`).searchParams.get('resourceVersion')}0"`),
      );
    response.write(`${event}{"type":`, () => response.destroy());
  });
  const until = new AbortController();
  const seen: unknown[] = [];
  for await (const change of watch(api, { path: '/x', query: {}, from: '1' }, until.signal)) {
    seen.push(change);
    if (seen.length === 2) until.abort();
  }
  expect(seen).toMatchObject([{ type: 'ADDED' }, { object: { metadata: { resourceVersion: '20' } } }]);
});

const failed = (code: string, more: object = {}) => Object.assign(new Error('as Node.js says it'), { code, ...more });
const at = 'https://10.0.0.1:6443';

test.each([
  [failed('ECONNREFUSED', { address: '127.0.0.1', port: 8080 }), at, 'nothing listens at 127.0.0.1:8080'],
  [failed('ECONNREFUSED'), at, 'nothing listens there'],
  [failed('ENOTFOUND'), at, 'the name does not exist'],
  [
    failed('DEPTH_ZERO_SELF_SIGNED_CERT'),
    at,
    'its certificate is not trusted; name its CA with --certificate-authority',
  ],
  [
    failed('ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subjectaltname: 'DNS:k8s' } }),
    at,
    'its certificate is for DNS:k8s; use one of these names, or --tls-server-name',
  ],
  [failed('ERR_OSSL_PEM_NO_START_LINE'), at, 'the certificate or the key of the user cannot be used'],
  [
    failed('EPROTO', { message: 'SSL routines:wrong version number:../deps/openssl/x.c:78:\n' }),
    at,
    'the TLS handshake failed (SSL routines:wrong version number); does it use http://?',
  ],
  [failed('ECONNRESET'), at, 'the connection was reset'],
  [failed('ECONNRESET'), 'http://10.0.0.1', 'it closed the connection before its answer was complete'],
])('%s of an API server is said in words: %#', (error, server, words) => {
  const message = `GET /version: ${server} cannot be reached: ${words}`;
  expect(whyUnanswered('GET /version', server, error)).toMatchObject({
    kind: 'failed',
    code: error.code,
    message: expect.stringContaining(message),
  });
});

test.each([
  [
    failed('ENOENT', { path: '/ca.pem' }),
    {},
    'the credentials of the kubeconfig cannot be used: /ca.pem cannot be read: there',
  ],
  [
    failed('ENOENT', { path: 'kubelogin', syscall: 'spawn kubelogin' }),
    { exec: { command: 'kubelogin' } },
    'the credential plugin kubelogin returned no credential: there is no such program in PATH; install it',
  ],
  [
    Object.assign(new Error('Command failed: kubelogin --password s3cret'), { stderr: '', code: 3 }),
    { exec: { command: 'kubelogin' } },
    'returned no credential: it ended with 3',
  ],
  [
    failed('ENOENT', { path: 'kubelogin', syscall: 'spawn kubelogin' }),
    { exec: { command: 'kubelogin', installHint: 'kubectl krew install oidc-login\n' } },
    'install it, or correct PATH (kubectl krew install oidc-login)',
  ],
  [new Error('expired\n'), { exec: { command: 'kubelogin' } }, 'returned no credential: expired'],
])('why there is no credential, without what a plugin printed for one: %#', (error, user, words) => {
  const said = whyUnsigned(error, user);
  expect(said).toContain(words);
  expect(said).not.toMatch(/s3cret|\n/);
});

test('a server that closed a kept connection is asked again on a new one, for an answer and for a stream', async () => {
  const streams = new WebSocketServer({ noServer: true });
  const used = new Set<Socket>();
  /** Whether this connection has had a request: then it is closed, as one that was idle for too long. */
  const isClosed = (socket: Socket) => {
    if (used.has(socket)) socket.resetAndDestroy();
    return used.has(socket) || !used.add(socket);
  };
  const server = createHttpServer(({ socket }, answered) => void (isClosed(socket) || answered.end(object)));
  server.on('upgrade', (asked, socket, head) => {
    if (!isClosed(asked.socket)) streams.handleUpgrade(asked, socket, head, (stream) => stream.close());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const api = apiAt(server.address(), new Agent({ keepAlive: true }));
  expect([await api.get('/x'), await api.get('/x')]).toEqual([JSON.parse(object), JSON.parse(object)]);
  const stream = await openChannels(api, { path: '/exec', query: {}, protocols: ['v5.channel.k8s.io'] }, () => ({
    ...{ sends: 0, ending: null, take: () => undefined, whyClosed: () => null },
  }));
  stream.destroy();
  expect(used.size).toBe(3);
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { NoAnswerError, transportUnusable } from '../../agent/error.ts';
import { reachAgent } from '../../agent/reach/agent.ts';
import { openApi } from '../../agent/reach/api.ts';
import { framing } from '../../agent/reach/channel.ts';
import { openExec, openForward } from '../../agent/reach/exec.ts';
import { getFrom } from '../../agent/reach/remote.ts';

/** An API server whose stream sends these messages, the first byte of each its channel, and then closes. */
async function streaming(protocol: string, messages: readonly (readonly [number, string | Uint8Array])[]) {
  const asked: string[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    asked.push(`${request.url}`);
    // Kubernetes compresses nothing, and a proxy between may.
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    for (const [channel, data] of messages) socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]));
    socket.close();
  });
  const { port } = server.address() as AddressInfo;
  const options = async () => ({ agent: new Agent(), headers: {} });
  const signIn = { context: 'here', namespace: 'default', server: `http://127.0.0.1:${port}`, options };
  return { api: openApi(signIn, null), asked };
}

const place = { namespace: 'a/b', name: 'p', container: 'c' };
const v5 = 'v5.channel.k8s.io';
const result = (more: object) => JSON.stringify({ status: 'Failure', ...more });

/** What a program prints, or why it failed. */
async function executed(...messages: Parameters<typeof streaming>[1]) {
  const { api, asked } = await streaming(v5, messages);
  const stream = await openExec(api, place, ['x', 'y z']);
  const said = await buffer(stream).then(String, (error: Error) => `failed: ${error.message}`);
  return { said, asked };
}

// Source: kubernetes apimachinery pkg/util/remotecommand: channels 1 to 3, and the cause ExitCode.
test('what a program in a pod prints is its standard output alone, where it succeeds', async () => {
  const { said, asked } = await executed([1, 'one '], [2, 'warning'], [1, 'two'], [3, '{"status":"Success"}']);
  expect(said).toBe('one two');
  const url = new URL(asked[0] ?? '', 'http://x');
  expect(url.pathname).toBe('/api/v1/namespaces/a%2Fb/pods/p/exec');
  expect([...url.searchParams]).toEqual([
    ...['x', 'y z'].map((word) => ['command', word]),
    ...[['container', 'c'], ...['stdin', 'stdout', 'stderr'].map((one) => [one, 'true'])],
  ]);
});

test.each<[what: string, messages: Parameters<typeof streaming>[1], says: RegExp]>([
  ['no result', [[1, 'x']], /^failed: exec: the stream ended without a result$/],
  ['a result that is none', [[3, 'no JSON']], /the stream ended without a result$/],
  [
    'an exit code',
    [
      [2, ' lost\n'],
      [
        3,
        result({
          message: 'not told',
          details: {
            causes: [
              { reason: 'Other', message: '9' },
              { reason: 'ExitCode', message: '3' },
            ],
          },
        }),
      ],
    ],
    /^failed: exec: hostprobe connect ended with 3: lost$/,
  ],
  [
    'no start',
    [[3, result({ message: 'no such program' })]],
    /^failed: exec: hostprobe connect was not started: no such program$/,
  ],
  [
    'more words than anybody reads',
    [
      [2, `${'a'.repeat(700)}b`],
      [3, result({})],
    ],
    /was not started: a{599}b$/,
  ],
])('%s of a program is a failure', async (_what, messages, says) => {
  expect((await executed(...messages)).said).toMatch(says);
});

// Source: kubernetes pkg/kubelet/portforward websocket.go: the first two bytes of each channel are the port.
async function forwarded(...messages: Parameters<typeof streaming>[1]) {
  const { api, asked } = await streaming('v4.channel.k8s.io', messages);
  const stream = await openForward(api, place, 20258);
  expect(asked).toEqual(['/api/v1/namespaces/a%2Fb/pods/p/portforward?ports=20258']);
  return buffer(stream).then(String, ({ message, code }: Error & { code: string | null }) => ({ message, code }));
}
const port = String.fromCharCode(0x22, 0x4f);

test('a forwarded port has data behind its number, which comes once', async () => {
  expect(await forwarded([0, port], [1, port], [0, 'one '], [0, 'two'])).toBe('one two');
});

test('an error of a forwarded port says whether the way is of use at all', async () => {
  const message = 'port-forward to 20258: refused';
  expect(await forwarded([0, port], [1, port], [1, ' refused\n'])).toEqual({ message, code: transportUnusable });
  expect(await forwarded([0, port], [1, port], [0, 'x'], [1, 'refused'])).toEqual({ message, code: null });
});

// Source: kubernetes apimachinery pkg/util/remotecommand/constants.go: in v5, 255 and the number of a channel close that channel.
test.each([
  [v5, [[255, 0]]],
  ['v4.channel.k8s.io', []],
])('the end of the input is said where the protocol has a word for it: %s', async (protocol, said) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const got: number[][] = [];
  server.on('connection', (socket) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] !== 0) got.push([...message]);
      else if (message.length > 1) {
        // All that comes until the next turn comes with it.
        setTimeout(() => {
          socket.send(Buffer.concat([Buffer.from([3]), Buffer.from('{"status":"Success"}')]));
          socket.close();
        }, 20);
      }
    });
  });
  const { port } = server.address() as AddressInfo;
  const options = async () => ({ agent: new Agent(), headers: {} });
  const signIn = { context: 'here', namespace: 'default', server: `http://127.0.0.1:${port}`, options };
  const stream = await openExec(openApi(signIn, null), place, ['x']);
  stream.end('input');
  await buffer(stream);
  expect(got).toEqual(said);
});

// What a proxy passes on of an upgrade that it does not know is the answer to a GET.
test.each([
  [200, true],
  [302, true],
  [426, true],
  [403, false],
  [500, false],
])('a status of %i in place of a stream is the fault of a proxy: %s', async (status, isProxy) => {
  const server = createServer((_request, response) => response.writeHead(status).end('x'));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const options = async () => ({ agent: new Agent(), headers: {} });
  const signIn = { context: 'here', namespace: 'default', server: `http://127.0.0.1:${port}`, options };
  const refused = await openExec(openApi(signIn, null), place, ['x']).catch((error: Error) => error.message);
  expect(`${refused}`.startsWith('a proxy before the API server passes no WebSocket: ')).toBe(isProxy);
});

describe('an answer of an agent through a stream that is cut at any byte is whole or an error in words', () => {
  const body = JSON.stringify({ changes: ['one', 'two'] });
  const told = [
    `HTTP/1.1 200 OK`,
    'content-type: application/json',
    'x-hostprobe: 1',
    `content-length: ${body.length}`,
  ];
  const http = Buffer.from(`${told.join('\r\n')}\r\n\r\n${body}`);
  const inChunks = Buffer.from(
    `${[...told.slice(0, 3), 'transfer-encoding: chunked'].join('\r\n')}\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  );
  /** RFC 6455, 5.2: a message without a mask, as servers send them. */
  const message = (channel: number, data: Uint8Array) =>
    Buffer.concat([Buffer.from([0x82, 126, (data.length + 1) >> 8, (data.length + 1) & 255, channel]), data]);
  const close = Buffer.from([0x88, 2, 0x03, 0xe8]);
  const portOf = (channel: number) => message(channel, Buffer.from(port, 'latin1'));

  /** An API server whose stream is these bytes, of which so many arrive; the handshake is a part of them. */
  async function cutting(protocol: string, sent: Buffer, most: number, end: 'close' | 'reset') {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request) => {
        const [, key = ''] = /^sec-websocket-key: *(\S+)/im.exec(String(request)) ?? [];
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        const head = ['HTTP/1.1 101 x', 'upgrade: websocket', 'connection: upgrade', `sec-websocket-accept: ${accept}`];
        const all = Buffer.concat([
          Buffer.from(`${[...head, `sec-websocket-protocol: ${protocol}`].join('\r\n')}\r\n\r\n`),
          sent,
        ]);
        const arriving = all.subarray(0, most);
        const finish = () => (end === 'close' ? socket.end() : socket.resetAndDestroy());
        length = all.length;
        if (arriving.length === 0) finish();
        else socket.write(arriving, finish);
      });
    });
    let length = 0;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port: at } = server.address() as AddressInfo;
    const options = async () => ({ agent: new Agent(), headers: {} });
    const signIn = { context: 'here', namespace: 'default', server: `http://127.0.0.1:${at}`, options };
    return { api: openApi(signIn, 0), length: () => length, done: () => void server.close() };
  }

  test.each([
    ['exec', 'a length', http],
    ['exec', 'chunks', inChunks],
    ['forward', 'a length', http],
    ['forward', 'chunks', inChunks],
  ] as const)('%s, with %s', async (via, _how, told) => {
    const data = via === 'exec' ? await framed(told) : told;
    // In two messages, the second of which begins in the body.
    const halves = [data.subarray(0, -12), data.subarray(-12)].map((half) => message(via === 'exec' ? 1 : 0, half));
    const result = message(3, Buffer.from('{"status":"Success"}'));
    const sent = Buffer.concat(via === 'exec' ? [...halves, result, close] : [portOf(0), portOf(1), ...halves, close]);
    const { config } = readConfig(status, [], {});
    const pod = { ...place, node: 'win-1', state: 'Running', running: true, image: 'x', reasons: [] };
    const ask = async (most: number, end: 'close' | 'reset') => {
      const { api, length, done } = await cutting(via === 'exec' ? v5 : 'v4.channel.k8s.io', sent, most, end);
      const remote = reachAgent({ ...{ api, flags: config, pod, runtime: 'containerd://1.7.28', via } });
      const limits = { deadlineMs: 60_000, maxBytes: 1e6, type: 'application/json' };
      const outcome = await buffer(getFrom(remote, '/history', limits)).then(String, (error: unknown) => error);
      done();
      return { outcome, length: length() };
    };
    const whole = await ask(Number.POSITIVE_INFINITY, 'close');
    expect(whole.outcome).toBe(body);
    const wrong: unknown[] = [];
    for (let most = 0; most < whole.length; most++) {
      for (const end of ['close', 'reset'] as const) {
        const { outcome } = await ask(most, end);
        const isTold = outcome instanceof NoAnswerError && outcome.message.length < 400;
        const isAsked = `${outcome}`.includes('does it use https://?');
        if ((outcome !== body && !isTold) || isAsked !== (most === 0)) wrong.push([most, end, outcome]);
      }
    }
    expect(wrong).toEqual([]);
  });
});

const framed = (bytes: Buffer) => buffer(Readable.from([bytes]).pipe(framing()));

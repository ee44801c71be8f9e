import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { savedMonitor } from '../../../agent/monitor.ts';
import { httpProblemSchema, refuseConnection } from '../../../agent/server/answer/problem.ts';
import { snapshotWith } from '../../snapshot.ts';
import { originFor } from '../client.ts';
import { openWire } from '../wire.ts';

/** What is answered to these bytes, to the end of the connection: the status line, headers by name, and the body. */
async function sendRaw(port: number, bytes: string) {
  const wire = await openWire(port);
  wire.send(bytes);
  const [head = '', body = ''] = (await wire.end).split(/\r\n\r\n(.*)/s);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/: (.*)/)));
  return { statusLine, headers, body };
}

/** The lines of a request that is the last of its connection. */
const asked = (...lines: string[]) => `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`;
const host = 'Host: localhost';
const tooLong = 'the request line and the headers are longer than the 8192 bytes that hostprobe reads';

describe('errors before there is a request are problem JSON too', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400 Bad Request', 'this is not a valid HTTP request'],
    ['a TLS handshake', '\x16\x03\x01\x00\xa5\x01\x00\x00', '400 Bad Request', 'this is not a valid HTTP request'],
    [
      'a header without a name',
      asked('GET /livez HTTP/1.1', host, ': x'),
      '400 Bad Request',
      'this is not a valid HTTP request',
    ],
    [
      'HTTP/1.1 without Host',
      asked('GET /livez HTTP/1.1'),
      '400 Bad Request',
      'a request in HTTP/1.1 must have a Host header',
    ],
    [
      'two Hosts',
      asked('GET /livez HTTP/1.1', host, 'HOST: other'),
      '400 Bad Request',
      'a request must have one Host header, not several',
    ],
    [
      'a path that cannot be decoded',
      asked('GET /%zz HTTP/1.1', host),
      '400 Bad Request',
      'the path of the request cannot be decoded; does it contain a % without two hex digits?',
    ],
    [
      'two lengths',
      asked('POST /explain HTTP/1.1', host, 'Content-Length: 1', 'Content-Length: 2'),
      '400 Bad Request',
      'this is not a valid HTTP request',
    ],
    [
      'both ways to give a length',
      asked('POST /explain HTTP/1.1', host, 'Content-Length: 1', 'Transfer-Encoding: chunked'),
      '400 Bad Request',
      'this is not a valid HTTP request',
    ],
    [
      'a chunk without a length',
      `${asked('POST /explain HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\n`,
      '400 Bad Request',
      'this is not a valid HTTP request',
    ],
    [
      'chunks with endless extensions',
      `${asked('POST /explain HTTP/1.1', host, 'Transfer-Encoding: chunked')}1;${'x'.repeat(20_000)}\r\n`,
      '413 Payload Too Large',
      'the chunks of the body have more extensions than hostprobe reads',
    ],
    ['a long path', asked(`GET /${'x'.repeat(9000)} HTTP/1.1`, host), '431 Request Header Fields Too Large', tooLong],
    [
      'long headers',
      asked('GET /livez HTTP/1.1', host, `Padding: ${'x'.repeat(9000)}`),
      '431 Request Header Fields Too Large',
      tooLong,
    ],
    [
      'a body that is too large',
      `${asked('POST /report HTTP/1.1', host, 'Content-Length: 2000')}${'x'.repeat(2000)}`,
      '413 Payload Too Large',
      '/report accepts a body of at most 1024 bytes',
    ],
    [
      'a type that is none',
      `${asked('POST /explain HTTP/1.1', host, 'Content-Type: ;;', 'Content-Length: 1')}x`,
      '415 Unsupported Media Type',
      'the Content-Type ";;" cannot be read; leave it out, or send text/plain',
    ],
    [
      'strange expectations',
      asked('GET /livez HTTP/1.1', host, 'Expect: miracles'),
      '417 Expectation Failed',
      'Expect may only be 100-continue; leave the header out',
    ],
    [
      'a method that is none',
      asked('BREW /report HTTP/1.1', host),
      '400 Bad Request',
      'this is not a valid HTTP request',
    ],
    ['another version', asked('GET /livez HTTP/3.0', host), '400 Bad Request', 'this is not a valid HTTP request'],
  ])('%s', async (_, bytes, status, detail) => {
    const { port } = new URL(await originFor(savedMonitor(snapshotWith())));
    const { statusLine, headers, body } = await sendRaw(Number(port), bytes);
    expect(statusLine).toBe(`HTTP/1.1 ${status}`);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      connection: 'close',
    });
    const problem = httpProblemSchema.strict().parse(JSON.parse(body));
    expect(`${problem.status} ${problem.title}`).toBe(status);
    expect(problem.detail).toBe(detail);
  });

  test('a request that does not come to its end', async () => {
    const server = createServer((socket) => refuseConnection({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    // A TCP listener's address is an AddressInfo.
    const { statusLine, body } = await sendRaw((server.address() as AddressInfo).port, 'GET /livez HTTP/1.1\r\n');
    expect(statusLine).toBe('HTTP/1.1 408 Request Timeout');
    expect(httpProblemSchema.parse(JSON.parse(body)).detail).toBe(
      'the request did not arrive in time; send it at once',
    );
  });

  test('HTTP/1.0 needs no Host', async () => {
    const { port } = new URL(await originFor(savedMonitor(snapshotWith())));
    expect((await sendRaw(Number(port), asked('GET /readyz HTTP/1.0'))).statusLine).toBe('HTTP/1.1 200 OK');
  });
});

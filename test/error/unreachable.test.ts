import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import {
  answerTo,
  type ConnectionFault,
  wasClosedWhileKept,
  whyNoAnswer,
  whyUnreachable,
} from '../../agent/error/unreachable.ts';

/** Errors that nothing listens for while this runs: each would end a process. */
async function strayErrors(work: () => Promise<unknown>): Promise<unknown[]> {
  const stray: unknown[] = [];
  const note = (error: unknown) => void stray.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await work();
  } finally {
    process.off('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
  }
  return stray;
}

// A request with a signal would hide the difference: there Node.js itself listens for the error.
test('a connection that is reset behind the head of its answer is an error of who reads it, and ends no process', async () => {
  const peer = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{'));
    peer.resolve(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const stray = await strayErrors(async () => {
    const asked = get({ host: '127.0.0.1', port, agent: false });
    const closed = new Promise((resolve) => asked.once('close', resolve));
    const answer = await answerTo(asked);
    (await peer.promise).resetAndDestroy();
    await expect(buffer(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await closed;
  });
  expect(stray).toEqual([]);
});

// What a kept connection ends with where its server goes: errno(3), and WSAECONNABORTED of Windows.
test.each(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])(
  'a kept connection that ends with %s was closed by the server',
  (code) => {
    const asked = (reusedSocket: boolean) => Object.assign(Object.create(null), { reusedSocket });
    expect(wasClosedWhileKept(asked(true), { code })).toBe(true);
    expect(wasClosedWhileKept(asked(false), { code })).toBe(false);
    expect(wasClosedWhileKept(asked(true), { code: 'ETIMEDOUT' })).toBe(false);
  },
);

/** What each code means, by errno(3), getaddrinfo(3) and Node's "X509 certificate error codes". */
test.each<[code: string, says: RegExp]>([
  ['ENOTFOUND', /name does not exist/],
  ['EAI_AGAIN', /cannot be resolved now/],
  ['EHOSTUNREACH', /no route/],
  ['ENETUNREACH', /no route/],
  ['ETIMEDOUT', /not answer in time/],
  ['ECONNRESET', /connection was reset/],
  ['CERT_HAS_EXPIRED', /has expired, by the clock/],
  ['CERT_NOT_YET_VALID', /not valid yet, by the clock/],
  ['EMFILE', /^what Node says$/],
])('a connection that ends with %s', (code, says) => {
  expect(whyUnreachable({ code, message: 'what Node says:../deps/openssl/x.c:12:' })).toMatch(says);
});

test('who refused a connection is named, as far as it is known', () => {
  const refused = { code: 'ECONNREFUSED', message: 'connect' };
  expect(whyUnreachable(refused)).toBe('nothing listens there');
  expect(whyUnreachable({ ...refused, address: '10.0.0.7', port: 6443 })).toBe('nothing listens at 10.0.0.7:6443');
});

const way = { trust: 'name its CA with --ca-file', name: ', or --tls-server-name' };

test.each<[code: string, server: string, says: string]>([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['CERT_UNTRUSTED', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['INVALID_CA', 'https://a', 'its certificate is not trusted; name its CA with --ca-file'],
  ['EPROTO', 'https://a', 'the TLS handshake failed (said); does it use http://?'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'https://a', 'the TLS handshake failed (said); does it use http://?'],
  ['ECONNRESET', 'http://a', 'it closed the connection before its answer was complete'],
  ['ECONNRESET', 'https://a', 'the connection was reset'],
  ['EPROTO', 'http://a', 'said'],
  ['CERT_HAS_EXPIRED', 'https://a', 'its certificate has expired, by the clock of this machine'],
])('%s of %s says what is wrong, and the way out', (code, server, says) => {
  expect(whyNoAnswer({ code, message: 'said' }, server, way)).toBe(`${server} cannot be reached: ${says}`);
});

test.each(['http://a', 'https://a'])('a body that is cut is no server that cannot be reached: %s', (server) => {
  for (const fault of [
    { code: 'ECONNRESET', message: 'aborted' },
    { code: 'Z_BUF_ERROR', message: 'said' },
    { code: 'ERR_STREAM_PREMATURE_CLOSE', message: 'said' },
  ])
    expect(whyNoAnswer(fault, server, way)).toBe(`the answer of ${server} was cut or damaged on the way; try again`);
});

test.each<[sent: string, end: 'end' | 'resetAndDestroy', says: RegExp]>([
  ['', 'end', /without an answer; does it use https:\/\/\?$/],
  ['', 'resetAndDestroy', /without an answer; does it use https:\/\/\?$/],
  ['H', 'end', /before its answer was complete$/],
  ['HTTP/1.1 200 OK\r\ncontent-length', 'resetAndDestroy', /before its answer was complete$/],
])('only a server that sent nothing is asked whether it speaks TLS: %j, %s', async (sent, end, says) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (sent === '' ? socket[end]() : socket.write(sent, () => socket[end]())));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const fault = await answerTo(get({ host: '127.0.0.1', port, agent: false })).catch((error: ConnectionFault) => error);
  expect(whyNoAnswer(fault as ConnectionFault, 'http://a', way)).toMatch(says);
});

test('a certificate for another name says for which it is', () => {
  const code = 'ERR_TLS_CERT_ALTNAME_INVALID';
  const of = (cert?: { subjectaltname?: string }) =>
    whyNoAnswer({ code, message: 'x', ...(cert === undefined ? {} : { cert }) }, 'https://a', way);
  expect(of({ subjectaltname: 'DNS:win-1' })).toMatch(
    / is for DNS:win-1; use one of these names, or --tls-server-name$/,
  );
  expect(of({ subjectaltname: '' })).toMatch(/ is for no name; /);
  expect(of({})).toMatch(/ is for no name; /);
  expect(of()).toMatch(/ is for no name; /);
  expect(whyNoAnswer({ code, message: 'x' }, 'https://a', { trust: '' })).toMatch(/ one of these names$/);
});

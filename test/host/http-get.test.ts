import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get } from '../../agent/host/http-get.ts';
import { caPem } from '../certificate.ts';
import { tls } from './tls.ts';

const timeoutMs = 5000;

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}
const plain = async (answer: RequestListener) => `http://127.0.0.1:${await portOf(createServer(answer))}/healthz`;
const encrypted = async (host: string) => {
  const server = createTlsServer(tls, (_, response) => response.writeHead(401).end('no'));
  return `https://${host}:${await portOf(server)}/version`;
};

test('an answer has its status, the server’s clock, and when it came in', async () => {
  const url = await plain((_, response) => {
    response.writeHead(503, { date: 'Sun, 01 Nov 2026 12:00:00 GMT' }).end('not well');
  });
  const before = Date.now();
  const answer = await get(url, { timeoutMs });
  expect(answer).toMatchObject({ status: 503, date: new Date('2026-11-01T12:00:00Z'), certificate: null });
  expect(answer?.receivedAt.getTime()).toBeGreaterThanOrEqual(before);
});

test('a server without a clock, or with one that makes no sense, has no date', async () => {
  const without = await plain((_, response) => {
    response.sendDate = false;
    response.end();
  });
  expect((await get(without, { timeoutMs }))?.date).toBeNull();
  const strange = await plain((_, response) => response.writeHead(200, { date: 'yesterday' }).end());
  expect((await get(strange, { timeoutMs }))?.date).toBeNull();
});

test('nothing that could sign in is sent', async () => {
  const seen = Promise.withResolvers<string[]>();
  const url = await plain((request, response) => {
    seen.resolve(Object.keys(request.headers));
    response.end();
  });
  await get(url, { timeoutMs });
  expect((await seen.promise).toSorted()).toEqual(['connection', 'host', 'user-agent']);
});

test('a port without a listener is an answer: null', async () => {
  const server = createTcpServer();
  const port = await portOf(server);
  server.close();
  await once(server, 'close');
  expect(await get(`http://127.0.0.1:${port}/`, { timeoutMs })).toBeNull();
});

test('a server that accepts and stays silent overruns the deadline', async () => {
  const port = await portOf(createTcpServer((socket) => socket.on('error', () => undefined)));
  await expect(get(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
});

test('a server that speaks something else fails', async () => {
  const port = await portOf(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
  await expect(get(`http://127.0.0.1:${port}/`, { timeoutMs })).rejects.toMatchObject({ kind: 'failed' });
});

test('a body without an end is not waited for', async () => {
  const url = await plain((_, response) => response.writeHead(200).write('first'));
  expect(await get(url, { timeoutMs })).toMatchObject({ status: 200 });
});

test('a certificate that its CA signed for this name is trusted', async () => {
  const answer = await get(await encrypted('localhost'), { timeoutMs, ca: tls.cert });
  expect(answer).toMatchObject({ status: 401, certificate: { trusted: true, reason: null } });
});

test('a certificate of another CA is reported with the reason, and the answer is still read', async () => {
  const answer = await get(await encrypted('localhost'), { timeoutMs, ca: caPem });
  expect(answer).toMatchObject({ status: 401, certificate: { trusted: false, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
});

test('a certificate for another name is reported', async () => {
  const answer = await get(await encrypted('127.0.0.1'), { timeoutMs, ca: tls.cert });
  expect(answer?.certificate).toEqual({ trusted: false, reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('without a CA nothing is said to be trusted', async () => {
  const answer = await get(await encrypted('localhost'), { timeoutMs });
  expect(answer?.certificate).toEqual({ trusted: false, reason: 'not checked: no CA was given' });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { History } from '../../agent/history.ts';
import { readCredentials, readNodeHistory } from '../../agent/reach/open.ts';
import { historyWith } from '../history/runs.ts';
import { tls } from '../host/tls.ts';
import { saved } from '../run.ts';

const read = (token: string | null, ca: string | null = null) =>
  readCredentials({ 'token-file': token, 'ca-file': ca });

describe('what a node is asked with', () => {
  test('is nothing unless it is given', async () => {
    expect(await read(null)).toEqual({ token: null, trusted: null });
  });

  test('is a token, also from a file with a line end or by Windows PowerShell, and certificates', async () => {
    expect(await read(saved('eyJ.a-b_c\r\n'), saved(tls.cert))).toEqual({ token: 'eyJ.a-b_c', trusted: tls.cert });
    expect((await read(saved(Buffer.from('\ufeffeyJ.x\r\n', 'utf16le')))).token).toBe('eyJ.x');
  });

  test('is a token of as many characters as a header may have', async () => {
    const token = 's'.repeat(8192);
    expect((await read(saved(token))).token).toBe(token);
  });

  test.each([
    ['an empty file', ' \n'],
    ['two tokens', 'secret-1\nsecret-2\n'],
    ['a header of its own', 'Bearer secret-1'],
    ['something else', 'secret-\u00e9'],
    ['too much', 's'.repeat(8193)],
  ])('is not a token from %s, which is not shown', async (_, text) => {
    const path = saved(text);
    await expect(read(path)).rejects.toThrow(`--token-file must hold one token and nothing else, but ${path} does not`);
  });

  test('is not a certificate from a key', async () => {
    const path = saved(tls.key);
    await expect(read(null, path)).rejects.toThrow(`--ca-file must hold certificates in PEM, but ${path} holds none`);
  });

  test.each([
    ['--token-file', '/nowhere/token', null],
    ['--ca-file', null, '/nowhere/ca.pem'],
  ])('is named where its file is missing: %s', async (flag, token, ca) => {
    const said = `${flag} must name a file, but ${token ?? ca} cannot be read: there is no such file; check its path`;
    await expect(read(token, ca)).rejects.toThrow(said);
  });
});

const history: History = { ...historyWith(), since: '2026-11-01T10:00:00.000Z' };

/** A node that answers so; returns it as it is asked, and what it was asked for. */
async function nodeWith(answer: string) {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  return { remote: { origin: `http://127.0.0.1:${port}`, token: null, trusted: null }, asked };
}

test.each([
  [{ agoMs: 5_400_000 }, '/history?since=5400s'],
  [{ at: new Date('2026-11-01T10:00:00Z') }, '/history?since=2026-11-01T10%3A00%3A00.000Z'],
])('a node is asked what changed since %j', async (since, path) => {
  const { remote, asked } = await nodeWith(JSON.stringify(history));
  expect(await readNodeHistory(remote, since)).toEqual(history);
  expect(asked).toEqual([path]);
});

test.each(['{"schemaVersion":2}', '[]', 'no JSON'])(
  'an answer that is %s is reported as not a history',
  async (answer) => {
    const { remote } = await nodeWith(answer);
    await expect(readNodeHistory(remote, { agoMs: 1000 })).rejects.toThrow(
      `${remote.origin} returned a history that this version of hostprobe cannot read`,
    );
  },
);

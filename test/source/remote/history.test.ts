import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { History } from '../../../agent/history.ts';
import { readNodeHistory } from '../../../agent/source/remote/history.ts';

const history: History = {
  schemaVersion: 1,
  since: '2026-11-01T10:00:00.000Z',
  begins: null,
  file: null,
  problem: null,
  changes: [],
};

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

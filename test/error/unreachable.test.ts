import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { answerTo } from '../../agent/error/unreachable.ts';

/** Errors that nothing listens for while this runs: each would end a process. */
async function strayErrors(work: () => Promise<unknown>): Promise<unknown[]> {
  const stray: unknown[] = [];
  const note = (error: unknown) => void stray.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await work();
    await sleep(20);
  } finally {
    process.off('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
  }
  return stray;
}

// A request with a signal would hide the difference: there Node.js itself listens for the error.
test('a connection that is reset behind the head of its answer is an error of who reads it, and ends no process', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{';
    socket.once('data', () => socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 20)));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const stray = await strayErrors(async () => {
    const answer = await answerTo(get({ host: '127.0.0.1', port, agent: false }));
    await expect(buffer(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
  expect(stray).toEqual([]);
});

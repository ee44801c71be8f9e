import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { savedMonitor } from '../../agent/monitor.ts';
import { originFor } from '../server/client.ts';
import { snapshotWith } from '../snapshot.ts';
import { runs, textOf } from './any.ts';

const pieces = [
  'GET ',
  'POST ',
  '/explain',
  '/lint',
  '/report?format=',
  ' HTTP/1.1\r\n',
  'Host: localhost\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Type: application/json\r\n',
  'Content-Encoding: gzip\r\n',
  'Expect: 100-continue\r\n',
  '\r\n',
  '5\r\nabcde\r\n',
  '0\r\n\r\n',
  '{"text":"',
  '\0',
];

test('after any request, the server answers the next one', { timeout: 300_000 }, async () => {
  const origin = await originFor(savedMonitor(snapshotWith()));
  const { port } = new URL(origin);
  await fc.assert(
    fc.asyncProperty(textOf(pieces), async (text) => {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      socket.resume();
      socket.end(text);
      await Promise.race([once(socket, 'close'), once(socket, 'end')]).catch(() => undefined);
      socket.destroy();
      expect((await fetch(`${origin}/livez`)).status).toBe(200);
    }),
    { numRuns: Math.min(runs, 500) },
  );
});

import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reach } from '../../agent/host/runtime/caller.ts';
import { connectOnce } from '../../scripts/lab/programs/lab.ts';
import { newFolder } from '../host/folder.ts';

test('lab.exe connects once, so that a server whose first connection stays silent answers the next', async () => {
  const path = join(await newFolder(), 'containerd.sock');
  const http2 = createHttp2Server();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    if (connections > 1) http2.emit('connection', socket);
  });
  await once(server.listen(path), 'listening');
  onTestFinished(() => void server.close());
  await connectOnce(path);
  const reached = await reach(path, 30_000);
  if (reached.state === 'answers') reached.session.destroy();
  expect([reached.state, connections]).toEqual(['answers', 2]);
});

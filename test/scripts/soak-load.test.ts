import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type Counts, startLoad } from '../../scripts/soak/load.ts';

test('the load of the soak sends hostile and half bodies to every route that takes one, and counts what is lost', async () => {
  const whole = new Map<string, number>();
  const half = new Set<string>();
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '';
    let bytes = 0;
    asked.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (asked.headers['content-length'] === '100000') half.add(path);
    });
    asked.on('end', () => {
      if (asked.method === 'POST') whole.set(path, bytes);
      answer.writeHead(path === '/lint' ? 500 : 200).end();
    });
    asked.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const counts: Counts = new Map();
  // Of an agent the load knows its ports only.
  const agent = { loopbackPort: port, readersPort: port } as Parameters<typeof startLoad>[0]['agent'];
  await startLoad({ agent, until: performance.now() + 2000, counts });
  server.closeAllConnections();
  server.close();

  expect([...half].sort()).toEqual(['/explain', '/lint', '/predict']);
  for (const path of ['/explain', '/lint', '/predict']) expect(whole.get(path), path).toBeGreaterThan(100);
  expect(counts.get('POST /lint, hostile')?.lost).toBeGreaterThan(0);
  // How often it comes round in that time is a matter of the machine.
  const predicted = counts.get('POST /predict, hostile');
  expect(predicted).toMatchObject({ later: 0, lost: 0 });
  expect(predicted?.answered).toBeGreaterThan(0);
});

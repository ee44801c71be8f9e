// The least that a server on this Node costs: what hostprobe's memory and start are compared with.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_request, response) => response.end('ok\n'));
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.error(JSON.stringify({ port }));
});
process.on('SIGTERM', () => process.exit(0));

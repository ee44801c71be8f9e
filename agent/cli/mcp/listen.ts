import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { type SocketAddress, showSocketAddress } from '../../config/socket-address.ts';
import { UserError } from '../../error.ts';
import type { Doors } from './doors.ts';
import { createServer } from './server.ts';

/** Of one question: manifests and logs of megabytes have a path. */
const mostBytes = 4 * 2 ** 20;

/**
 * Serves Streamable HTTP on loopback, at /mcp. A web page in a browser of this machine is refused by its Host and Origin.
 * @throws UserError if the address is not of loopback, or taken
 */
export async function listen(doors: Doors, { address, port }: SocketAddress): Promise<Server> {
  const [{ isLoopback }, at] = [await import('../../server/listen.ts'), showSocketAddress({ address, port })];
  if (!isLoopback({ address, port })) {
    throw new UserError(
      `--listen must name loopback here, such as 127.0.0.1:${port}, but is ${at}: the tools have your kubeconfig, and ask nobody for a password`,
    );
  }
  const handle = toNodeHandler(
    createMcpHandler(() => createServer(doors)),
    { maxRequestBodySize: mostBytes },
  );
  const [isHostRight, isOriginRight] = [localhostHostValidation(), localhostOriginValidation()];
  const server = createHttpServer((request, response) => {
    if (!isHostRight(request, response) || !isOriginRight(request, response)) return;
    if (request.url?.split('?')[0] === '/mcp')
      void handle(Object.assign(request, { method: request.method ?? '', url: request.url ?? '' }), response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('the tools are at /mcp\n');
  });
  server.listen(port, address);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`cannot listen on ${at}: ${error.code ?? error.message}; name another port`);
  });
  return server;
}

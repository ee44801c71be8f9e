import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Log } from '../../log.ts';
import { problemOnWire } from '../answer/early-errors.ts';
import { HttpProblem } from '../answer/problem.ts';
import type { Connections } from '../limits/connections.ts';

const plainHttp = 'ERR_SSL_HTTP_REQUEST';

/**
 * Logs failed TLS handshakes. Any client can cause thousands of them, so each kind is logged once, and again only at level
 * debug. Plain HTTP on the port gets a plain HTTP error.
 */
export function logFailedHandshakes(server: Server, options: { connections: Connections; log: Log }): void {
  const { connections, log } = options;
  const logged = new Set<string>();
  server.on('tlsClientError', (error: NodeJS.ErrnoException & { reason?: string }, socket: TLSSocket) => {
    const code = error.code ?? 'unknown';
    const below = connections.below(socket);
    const level = logged.has(code) ? 'debug' : 'warn';
    logged.add(code);
    log[level]({ code, reason: error.reason ?? error.message, from: socket.remoteAddress }, 'a TLS handshake failed');
    if (code === plainHttp && below !== null) refusePlainHttp(below);
  });
}

const refusal = problemOnWire(new HttpProblem(400, 'this port speaks only HTTPS; use https://'));

function refusePlainHttp(socket: Socket): void {
  socket.end(refusal, () => socket.destroy());
}

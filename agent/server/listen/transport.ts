import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { handshakeTimeoutMs, httpLimits, idleTimeoutMs } from '../limits/http.ts';
import { tlsRules } from '../tls/ciphers.ts';
import type { Presented } from '../tls/presented.ts';

/** A hook refuses a missing Host header, with the same error format as everywhere. */
const options = { ...httpLimits, requireHostHeader: false };

/** The server below fastify: plain, or with TLS and what is presented there. */
export function createTransport(listener: RequestListener, presented: Presented | null): Server {
  const server = presented === null ? createServer(options, listener) : createTls(listener, presented);
  server.setTimeout(idleTimeoutMs);
  return server;
}

function createTls(listener: RequestListener, presented: Presented): Server {
  const ofTls = { ...tlsRules, ...presented.pair(), handshakeTimeout: handshakeTimeoutMs };
  const server = createTlsServer({ ...options, ...ofTls }, listener);
  // Handshakes from now on get the new one; connections stay as they are.
  presented.onChange((pair) => server.setSecureContext({ ...tlsRules, ...pair }));
  return server;
}

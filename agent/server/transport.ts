import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { limits } from './limits.ts';
import type { Presented } from './tls/presented.ts';
import { tlsRules } from './tls/rules.ts';

const { idleTimeout, handshakeTimeout, bodyLimit: _ofFastify, ...ofHttp } = limits;
const options = { ...ofHttp, requireHostHeader: false };

/** The server below fastify: plain, or with TLS and what is presented there. */
export function createTransport(listener: RequestListener, presented: Presented | null): Server {
  const server = presented === null ? createServer(options, listener) : createTls(listener, presented);
  server.setTimeout(idleTimeout);
  return server;
}

function createTls(listener: RequestListener, presented: Presented): Server {
  const server = createTlsServer({ ...options, ...tlsRules, ...presented.pair(), handshakeTimeout }, listener);
  // Handshakes from now on get the new one; connections stay as they are.
  presented.onChange((pair) => server.setSecureContext({ ...tlsRules, ...pair }));
  return server;
}

import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { refuseConnection, refuseExpectation, refusePath, requireHost } from './answer/early-errors.ts';
import { addErrorAnswers } from './answer/errors.ts';
import { addSecurityHeaders } from './answer/headers.ts';
import { HttpProblem } from './answer/problem.ts';
import type { Guard } from './auth/guard.ts';
import { boundConnections } from './limits/connections.ts';
import { bodyLimit, maxConnections } from './limits/http.ts';
import { addRates } from './limits/rate.ts';
import { createTransport } from './listen/transport.ts';
import { addRoutes } from './routes/index.ts';
import type { Shared } from './shared.ts';
import { logFailedHandshakes } from './tls/failed-handshakes.ts';
import type { Presented } from './tls/presented.ts';

/**
 * One listener's server, not yet listening.
 * @param options.shared what it has in common with the other listeners
 * @param options.guard who may read here
 * @param options.presented the certificate of a listener with TLS; null: it is plain
 * @param options.most connections at once
 * @param options.onConnection called with each new connection
 */
export function createApp(options: {
  shared: Shared;
  guard: Guard;
  log: Log;
  presented?: Presented | null;
  most?: number;
  onConnection?: (socket: Socket) => void;
}): FastifyInstance {
  const { shared, guard, log, presented = null, most = maxConnections.loopback } = options;
  const app = fastify({
    bodyLimit,
    serverFactory: (handler) => createTransport(countAnswers(shared.requests, handler), presented),
    forceCloseConnections: true,
    clientErrorHandler: refuseConnection,
    frameworkErrors: refusePath,
  });
  app.server.on('checkExpectation', refuseExpectation);
  const connections = boundConnections(app.server, most);
  if (options.onConnection !== undefined) app.server.on('connection', options.onConnection);
  app.addHook('preClose', async () => connections.closeAll());
  if (presented !== null) logFailedHandshakes(app.server, { connections, log });

  // With a callback, because a promise would cost a tenth of a whole response.
  app.addHook('onRequest', (request, _reply, done) => {
    requireHost(request);
    request.reader = request.ip;
    if (request.routeOptions.config.probe !== true && connections.isForProbes(request.raw.socket)) throw full();
    const deciding = guard(request);
    if (deciding === null) done();
    else deciding.then(() => done(), done);
  });
  if (log.isLevelEnabled('debug')) app.addHook('onResponse', async (request, reply) => logAnswer(log, request, reply));
  addSecurityHeaders(app);
  // Bodies are bytes of any type; the routes that take one read it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
  addRates(app);
  app.after(() => addRoutes(app, shared));

  addErrorAnswers(app, log);
  return app;
}

const full = () =>
  new HttpProblem(503, 'every connection that hostprobe allows waits for an answer; ask again in a second', {
    'retry-after': '1',
    connection: 'close',
  });

/** Counts responses with one shared listener, because fastify's hook would allocate several objects for each. */
function countAnswers(requests: Map<number, number>, listener: RequestListener): RequestListener {
  function count(this: ServerResponse) {
    requests.set(this.statusCode, (requests.get(this.statusCode) ?? 0) + 1);
  }
  return (request, response) => {
    response.on('finish', count);
    listener(request, response);
  };
}

/** Logs nothing that the client sent: paths, queries and headers may contain tokens. Without a route it is null. */
function logAnswer(log: Log, { method, ip, routeOptions }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply) {
  const ms = Math.round(elapsedTime);
  log.debug({ method, route: routeOptions.url ?? null, statusCode, ms, from: ip }, 'answered');
}

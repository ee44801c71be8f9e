import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { boundConnections } from './connections.ts';
import { refuseConnection, refuseExpectation, refusePath, requireHost } from './early-errors.ts';
import { addErrorAnswers } from './errors.ts';
import type { Guard } from './guard.ts';
import { addSecurityHeaders } from './headers.ts';
import { bodyLimit, maxConnections } from './limits.ts';
import { addRates } from './rate.ts';
import { addRoutes } from './routes.ts';
import type { Shared } from './shared.ts';
import { tellFailedHandshakes } from './tls/failed-handshakes.ts';
import type { Presented } from './tls/presented.ts';
import { createTransport } from './transport.ts';

/**
 * One listener's server, not yet listening.
 * @param options.shared what it has in common with the other listeners
 * @param options.guard who may read here
 * @param options.presented the certificate of a listener with TLS; null: it is plain
 * @param options.most connections at once
 */
export function createApp(options: {
  shared: Shared;
  guard: Guard;
  log: Log;
  presented?: Presented | null;
  most?: number;
}): FastifyInstance {
  const { shared, guard, log, presented = null, most = maxConnections.loopback } = options;
  const app = fastify({
    bodyLimit,
    serverFactory: (handler) => createTransport(handler, presented),
    forceCloseConnections: true,
    clientErrorHandler: refuseConnection,
    frameworkErrors: refusePath,
  });
  app.server.on('checkExpectation', refuseExpectation);
  const connections = boundConnections(app.server, most);
  app.addHook('preClose', async () => connections.closeAll());
  if (presented !== null) tellFailedHandshakes(app.server, { connections, log });
  const { requests } = shared;

  // Hooks with a callback: a promise for each would cost a tenth of what an answer costs.
  app.addHook('onRequest', (request, _reply, done) => {
    requireHost(request);
    const deciding = guard(request);
    if (deciding === null) done();
    else deciding.then(() => done(), done);
  });
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    requests.set(statusCode, (requests.get(statusCode) ?? 0) + 1);
    done();
    if (!log.isLevelEnabled('debug')) return;
    // Not a word of what was sent: paths, queries and headers may hold tokens. What is no route is null.
    const { method, ip, routeOptions } = request;
    log.debug(
      { method, route: routeOptions.url ?? null, statusCode, ms: Math.round(elapsedTime), from: ip },
      'answered',
    );
  });
  addSecurityHeaders(app);
  // Bodies are bytes of any type; the routes that take one read it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
  addRates(app);
  app.after(() => addRoutes(app, shared));

  addErrorAnswers(app, log);
  return app;
}

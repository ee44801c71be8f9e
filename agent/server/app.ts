import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { boundConnections } from './connections.ts';
import { refuseConnection, refuseExpectation, refusePath, requireHost } from './early-errors.ts';
import type { Guard } from './guard.ts';
import { limits, maxConnections } from './limits.ts';
import { Problem, sendProblem } from './problem.ts';
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
    bodyLimit: limits.bodyLimit,
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

  app.addHook('onRequest', requireHost);
  app.addHook('onRequest', guard);
  app.addHook('onResponse', async (_request, { statusCode }) => {
    requests.set(statusCode, (requests.get(statusCode) ?? 0) + 1);
  });
  // Bodies are bytes of any type; the routes that take one read it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
  addRates(app);
  app.after(() => addRoutes(app, shared));

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length === 0)
      return sendProblem(reply, new Problem(404, `there is no ${path} here; GET / lists what there is`));
    const allow = allowed.join(', ');
    return sendProblem(reply, new Problem(405, `${path} takes ${allow}, not ${request.method}`, { allow }));
  });
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    if (error instanceof Problem) return sendProblem(reply, error);
    const { statusCode = 500 } = error;
    if (statusCode === 413) {
      const { url, bodyLimit } = request.routeOptions;
      return sendProblem(reply, new Problem(413, `${url} takes a body of ${bodyLimit} bytes at most`));
    }
    if (statusCode === 415) {
      const sent = JSON.stringify(request.headers['content-type']);
      return sendProblem(
        reply,
        new Problem(415, `the Content-Type ${sent} cannot be read; leave it out, or send text/plain`),
      );
    }
    if (statusCode < 500) return sendProblem(reply, new Problem(statusCode, error.message));
    log.error({ err: error }, 'a request failed');
    return sendProblem(reply, new Problem(500, 'hostprobe has a bug here; its log has the details'));
  });
  return app;
}

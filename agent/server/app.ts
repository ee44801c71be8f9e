import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import {
  HttpProblem,
  problemOnWire,
  refuseConnection,
  refuseExpectation,
  refusePath,
  requireHost,
  sendProblem,
} from './answer/problem.ts';
import { addSecurityHeaders } from './answer.ts';
import type { Guard } from './auth/guard.ts';
import {
  bodyLimit,
  boundConnections,
  boundPipelines,
  type Connections,
  httpLimits,
  idleTimeoutMs,
  maxConnections,
} from './limits/connections.ts';
import { addRates, requireOwnPage } from './limits/rate.ts';
import { addRoutes } from './routes/index.ts';
import { publishedNames } from './routes/openapi.ts';
import type { Shared } from './shared-state.ts';
import { type Presented, tlsRules } from './tls/certificate.ts';

/**
 * One listener's server, not yet listening.
 * @param options.shared what it has in common with the other listeners
 * @param options.guard who may read here
 * @param options.presented the certificate of a listener with TLS; null: it is plain
 * @param options.most connections at once
 * @param options.limits of node:http, for a client that never comes to an end
 * @param options.onConnection called with each new connection
 */
export function createApp(options: {
  shared: Shared;
  guard: Guard;
  log: Log;
  presented?: Presented | null;
  most?: number;
  limits?: typeof httpLimits;
  onConnection?: (socket: Socket) => void;
}): FastifyInstance {
  const { shared, guard, log, presented = null, most = maxConnections.loopback, limits = httpLimits } = options;
  const bounded = boundPipelines();
  const app = fastify({
    bodyLimit,
    serverFactory: (handler) => createTransport(bounded(countAnswers(shared.requests, handler)), { limits, presented }),
    forceCloseConnections: true,
    clientErrorHandler: refuseConnection,
    frameworkErrors: refusePath,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  app.server.on('checkExpectation', bounded(refuseExpectation));
  const connections = boundConnections(app.server, most);
  if (options.onConnection !== undefined) app.server.on('connection', options.onConnection);
  app.addHook('preClose', async () => connections.closeAll());
  if (presented !== null) logFailedHandshakes(app.server, { connections, log });

  // With a callback, because a promise would cost a tenth of a whole response.
  app.addHook('onRequest', (request, _reply, done) => {
    requireHost(request);
    if (request.routeOptions.config.rateLimit !== undefined) requireOwnPage(request);
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

/** No route has a schema of fastify, which else would load a compiler of schemas at its start. */
const noSchemas = () => {
  throw new Error('a route of hostprobe cannot have a schema of fastify');
};

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

/** Answers errors in one sentence with the way out. hostprobe's own bugs are logged. */
function addErrorAnswers(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length === 0) {
      const known = path.startsWith('/schema/')
        ? `the schemas are ${publishedNames.join(', ')}, each at /schema/<name>.json`
        : 'GET / lists the routes';
      return sendProblem(reply, new HttpProblem(404, `there is no ${path}; ${known}`));
    }
    const allow = allowed.join(', ');
    return sendProblem(reply, new HttpProblem(405, `${path} accepts ${allow}, not ${request.method}`, { allow }));
  });

  app.setErrorHandler((error: FastifyError | HttpProblem, request, reply) => {
    if (error instanceof HttpProblem) return sendProblem(reply, error);
    const { statusCode = 500, message } = error;
    if (statusCode < 500) {
      const { url, bodyLimit } = request.routeOptions;
      const sent = JSON.stringify(request.headers['content-type']);
      const details: Readonly<Record<number, string>> = {
        413: `${url} accepts a body of at most ${bodyLimit} bytes`,
        415: `the Content-Type ${sent} cannot be read; leave it out, or send text/plain`,
      };
      return sendProblem(reply, new HttpProblem(statusCode, details[statusCode] ?? message));
    }
    log.error({ err: error }, 'a request failed');
    return sendProblem(reply, new HttpProblem(500, 'hostprobe has a bug here; its log has the details'));
  });
}

/** The server below fastify: plain, or with TLS and what is presented there. */
function createTransport(
  listener: RequestListener,
  { limits, presented }: { limits: typeof httpLimits; presented: Presented | null },
): Server {
  // A hook refuses a missing Host header, with the same error format as everywhere.
  const options = { ...limits, requireHostHeader: false };
  const server =
    presented === null
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tlsRules, ...presented.pair() }, listener);
  // Handshakes from now on get the new one; connections stay as they are.
  if (server instanceof TlsServer) presented?.onChange((pair) => server.setSecureContext({ ...tlsRules, ...pair }));
  server.setTimeout(idleTimeoutMs);
  return server;
}

const plainHttp = 'ERR_SSL_HTTP_REQUEST';

/**
 * Logs failed TLS handshakes. Any client can cause thousands of them, so each kind is logged once, and again only at level
 * debug. Plain HTTP on the port gets a plain HTTP error.
 */
function logFailedHandshakes(server: Server, options: { connections: Connections; log: Log }): void {
  const { connections, log } = options;
  const logged = new Set<string>();
  server.on('tlsClientError', (error: NodeJS.ErrnoException & { reason?: string }, socket: TLSSocket) => {
    const code = error.code ?? 'unknown';
    const below = connections.below(socket);
    const level = logged.has(code) ? 'debug' : 'warn';
    logged.add(code);
    log[level]({ code, reason: error.reason ?? error.message, from: socket.remoteAddress }, 'a TLS handshake failed');
    if (code === plainHttp) below?.end(refusal, () => below.destroy());
  });
}

const refusal = problemOnWire(new HttpProblem(400, 'this port speaks only HTTPS; use https://'));

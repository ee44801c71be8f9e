import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Monitor, Run } from '../monitor.ts';
import { type Body, jsonType } from './answer/body.ts';
import { unkept } from './answer/headers.ts';
import { HttpProblem } from './answer/problem.ts';

/**
 * The newest run.
 * @throws Problem 503 that says when to ask again
 */
export function newestOf(monitor: Monitor, headers: Record<string, string> = {}): Run {
  const run = monitor.newest();
  if (run !== null) return run;
  throw new HttpProblem(503, 'the first report is not ready; ask again in a second', {
    'retry-after': '1',
    ...headers,
  });
}

/**
 * Sends a body, compressed if the client accepts that, or 304 if unchanged.
 * @param answer.code 200 by default; only a 200 becomes a 304: a 503 must stay visible to `curl -f` and to probes
 * @param answer.ageSeconds age of the content; null: it has none
 * @returns a promise if the body must be compressed first
 */
export function sendBody(request: FastifyRequest, reply: FastifyReply, answer: Answer): void | Promise<void> {
  const { gzipped } = answer.body;
  if (gzipped === null || !takesGzip(request)) return writeBody(request, reply, answer);
  return gzipped().then((body) => writeBody(request, reply, { ...answer, body }));
}

interface Answer {
  body: Body;
  code?: number;
  ageSeconds: number | null;
}

/** Bypasses fastify's reply, which would copy for each request headers that are made only once. */
function writeBody(request: FastifyRequest, reply: FastifyReply, { body, code = 200, ageSeconds }: Answer): void {
  reply.hijack();
  const { raw } = reply;
  const withAge = (headers: string[]) => (ageSeconds === null ? headers : [...headers, 'age', String(ageSeconds)]);
  if (code === 200 && request.method !== 'POST' && matches(request.headers['if-none-match'], body.etag)) {
    raw.writeHead(304, withAge(body.headersOf304)).end();
  } else {
    raw.writeHead(code, withAge(body.headers)).end(body.bytes);
  }
}

const takesGzip = (request: FastifyRequest) =>
  request.headers['accept-encoding'] !== undefined && new Negotiator(request).encoding(['gzip', 'identity']) === 'gzip';

/** Sends a value that is made for this request, or changes every second. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type(jsonType).send(`${JSON.stringify(value)}\n`);
}

/** If-None-Match compares weakly: W/ does not count (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** For the answers that fastify sends: none of them may be kept. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers(unkept(String(reply.getHeader('content-type'))));
    done(null, payload);
  });
}

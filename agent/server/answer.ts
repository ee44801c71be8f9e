import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Look, Watch } from '../watch.ts';
import { type Body, jsonType } from './answer/body.ts';
import { Problem } from './answer/problem.ts';

/**
 * The newest look at the node.
 * @throws Problem 503 that says when to ask again
 */
export function newestOf(watch: Watch, headers: Record<string, string> = {}): Look {
  const look = watch.newest();
  if (look !== null) return look;
  throw new Problem(503, 'the first look at the node has not come back yet; ask again in a second', {
    'retry-after': '1',
    ...headers,
  });
}

/** Ten times what a browser sends. To weigh a longer one would take milliseconds, which anybody could make us spend. */
const maxAcceptLength = 1000;

/**
 * The one of these media types that the request prefers; undefined: it takes none. The first where it has no
 * preference; an Accept header beyond all measure counts as none (RFC 9110, section 12.5.1, lets servers disregard it).
 */
export function preferredType(request: FastifyRequest, types: readonly string[]): string | undefined {
  const { accept = '' } = request.headers;
  if (accept === '' || accept.length > maxAcceptLength) return types[0];
  return new Negotiator(request).mediaType(types);
}

/**
 * Sends a body, packed where the client takes that, and nothing to who has it already.
 * @param answer.code 200 by default; only a 200 becomes a 304: a 503 must stay visible to `curl -f` and to probes
 * @param answer.ageSeconds of what the body tells; null: it has none
 * @returns a promise where the body has to be packed first
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

/** Past fastify's reply, which would gather and copy for each request headers that were made once. */
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

/** Sends what was made for this request alone, or changes with every second. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .type(jsonType)
    .send(`${JSON.stringify(value)}\n`);
}

/** If-None-Match compares weakly: W/ does not count (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

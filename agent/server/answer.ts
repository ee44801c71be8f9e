import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Look, Watch } from '../watch.ts';
import { type Body, jsonType } from './bodies.ts';
import { Problem } from './problem.ts';

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

/** What the answer depends on beside the URL. */
export const vary = { vary: 'Accept, Accept-Encoding' };

/**
 * Sends a body, packed where the client takes that, and nothing to who has it already. No Last-Modified: whether a
 * report is stale changes in between, and a second is too coarse for looks on demand.
 * @param answer.code 200 by default; only a 200 becomes a 304: a 503 must stay visible to `curl -f` and to probes
 * @param answer.ageSeconds of what the body tells; null: it has none
 */
export function sendBody(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: { body: Body; code?: number; ageSeconds: number | null },
): FastifyReply | Promise<FastifyReply> {
  const { body, code = 200, ageSeconds } = answer;
  const packed = takesGzip(request) ? body.gzipped : null;
  const etag = packed ? body.etag.replace(/"$/, '-gzip"') : body.etag;
  reply.headers({ ...vary, etag, 'cache-control': 'private, no-cache' });
  if (ageSeconds !== null) reply.header('age', String(ageSeconds));
  if (code === 200 && request.method !== 'POST' && matches(request.headers['if-none-match'], etag)) {
    return reply.code(304).send();
  }
  reply.code(code).type(body.contentType);
  if (packed === null) return reply.send(body.bytes);
  return packed().then((bytes) => reply.header('content-encoding', 'gzip').send(bytes));
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

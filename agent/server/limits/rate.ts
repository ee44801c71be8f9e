import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../answer/problem.ts';
import type { Clock } from './clock.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts what an address does wrong. */
    refusals: ReturnType<FastifyInstance['createRateLimit']>;
  }
}

/** The rate limit of expensive routes: `config: { rateLimit: costly }`; each route counts for itself. */
export const costly = { max: 60, timeWindow: 60_000 };
/** After so many refused tokens from an address, its unknown tokens are reviewed one at a time. */
const refused = { max: 30, timeWindow: 60_000 };

/**
 * Rate limits by address (for IPv6, by /64 network). Each limit remembers at most 5000 addresses. Only routes that ask
 * for a limit have one. Routes must be added in `app.after`.
 */
export function addRates(app: FastifyInstance): void {
  app.register(rateLimit, {
    global: false,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { ttl }) =>
      tooMany('too many requests from this address within a minute', Math.ceil(ttl / 1000)),
  });
  app.after(() => void app.decorate('refusals', app.createRateLimit(refused)));
}

/**
 * Keeps pages of other origins, which a reader's browser may show, from costly routes: they cannot read the answer, but a
 * hundred images of /bundle would use up what the reader may ask. Browsers tell an image from elsewhere by Sec-Fetch-Site
 * (https://www.w3.org/TR/fetch-metadata), `none` being what a person typed, and a POST by Origin too.
 * @throws Problem 403
 */
export function requireOwnPage({ headers }: FastifyRequest): void {
  const { origin, host = '', 'sec-fetch-site': site = 'none' } = headers;
  const isOwn = origin === undefined || origin.replace(/^https?:\/\//i, '').toLowerCase() === host.toLowerCase();
  if (isOwn && (site === 'none' || site === 'same-origin')) return;
  const from = origin === undefined ? 'another site' : JSON.stringify(origin);
  throw new HttpProblem(403, `a page from ${from} may not ask for this; open the address itself, or use curl`);
}

/** Counts a token that was not accepted. */
export async function countRefusal(request: FastifyRequest): Promise<void> {
  await request.server.refusals(request, { increment: true });
}

/** Networks with many refusals that have a token under review. */
const reviewing = new WeakMap<FastifyInstance, Set<string>>();

/**
 * Reviews an unknown token. If many from its address were refused, it reviews one at a time: guesses cannot crowd out
 * others, and do not lock out a valid token from the same address.
 * @throws Problem 429 when another token from such an address is being reviewed
 */
export async function reviewInTurn<Answer>(request: FastifyRequest, review: () => Promise<Answer>): Promise<Answer> {
  const { server } = request;
  const counted = await server.refusals(request, { increment: false });
  if (counted.isAllowed || counted.remaining > 0) return await review();
  const here = reviewing.get(server) ?? new Set();
  reviewing.set(server, here);
  if (here.has(counted.key)) throw tooMany('too many tokens from this address were not accepted', 1);
  here.add(counted.key);
  try {
    return await review();
  } finally {
    here.delete(counted.key);
  }
}

const tooMany = (why: string, seconds: number) =>
  new HttpProblem(429, `${why}; ask again in ${seconds} s`, { 'retry-after': String(seconds) });

/** After this many seconds, a client that is too slow must give way to others. */
const graceSeconds = 5;
/** A client that takes less is too slow: the slowest expected link of a reader. */
const leastBytesPerSecond = 100 * 1024;
/** How long a refused reader has precedence over the reader of the last download. */
const keptMs = 30_000;
const retrySeconds = 10;

interface Download {
  reader: string;
  reply: FastifyReply;
  /** How many seconds in a row the client took less than it must, although there was more to send. */
  secondsBehind: number;
}

/**
 * An onRequest hook for a route whose answer takes minutes to make and to read: one at a time. A client that falls behind
 * is cut off when another one asks, and a reader who was refused gets the next turn.
 */
export function oneDownload(clock: Clock): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const refused = new Map<string, number>();
  let current: Download | null = null;
  let last: string | null = null;

  return async ({ reader }, reply) => {
    const now = clock.elapsed();
    for (const [other, until] of refused) if (until < now || other === reader) refused.delete(other);
    if (current !== null && current.secondsBehind >= graceSeconds) {
      current.reply.raw.destroy();
      current = null;
    }
    if (current !== null || (reader === last && refused.size > 0)) {
      refused.set(reader, now + keptMs);
      const why =
        current === null
          ? 'the next bundle is for another reader'
          : 'hostprobe makes a bundle, or reads the setup, for another request (GET /bundle, GET /facts?with=setup)';
      throw new HttpProblem(429, `${why}; ask again in ${retrySeconds} s`, { 'retry-after': String(retrySeconds) });
    }
    const download: Download = { reader, reply, secondsBehind: 0 };
    [current, last] = [download, reader];
    const stopWatching = clock.everySecond(paceOf(download));
    reply.raw.once('close', () => {
      stopWatching();
      if (current === download) current = null;
    });
  };
}

/** The pace of the client, not of hostprobe: a second counts only while finished data waits to be sent. */
function paceOf(download: Download): () => void {
  const { raw } = download.reply;
  let before = 0;
  return () => {
    const sent = raw.socket?.bytesWritten ?? 0;
    const isBehind = raw.writableNeedDrain && sent - before < leastBytesPerSecond;
    download.secondsBehind = isBehind ? download.secondsBehind + 1 : 0;
    before = sent;
  };
}

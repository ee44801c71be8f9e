import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../answer/problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts what an address does wrong. */
    refusals: ReturnType<FastifyInstance['createRateLimit']>;
  }
}

/** The rate limit of expensive routes: `config: { rateLimit: costly }`; each route counts for itself. */
export const costly = { max: 60, timeWindow: 60_000 };
/** Tokens from one address that were not accepted, before the next one is not looked at. */
const refused = { max: 30, timeWindow: 60_000 };

/**
 * Limits by address (IPv6: by the network of 64 bits), of which each remembers 5000 at most. Only routes that ask for
 * it are limited. Routes must be added by `app.after`.
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

/** Counts a token that was not accepted. @throws Problem 429 when there were too many from this address */
export const countRefusal = (request: FastifyRequest): Promise<void> => check(request, true);

/** @throws Problem 429 when too many tokens from this address were not accepted */
export const requireFewRefusals = (request: FastifyRequest): Promise<void> => check(request, false);

async function check(request: FastifyRequest, increment: boolean): Promise<void> {
  const answer = await request.server.refusals(request, { increment });
  if (answer.isAllowed) return;
  const full = increment ? answer.isExceeded : answer.remaining === 0;
  if (full) throw tooMany('too many tokens from this address were not accepted', answer.ttlInSeconds);
}

const tooMany = (why: string, seconds: number) =>
  new Problem(429, `${why}; ask again in ${seconds} s`, { 'retry-after': String(seconds) });

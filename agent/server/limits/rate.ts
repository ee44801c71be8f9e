import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../answer/problem.ts';

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

/** Counts a token that was not accepted. */
export async function countRefusal(request: FastifyRequest): Promise<void> {
  await request.server.refusals(request, { increment: true });
}

/** Addresses with many refusals that have a token under review. */
const reviewing = new WeakMap<FastifyInstance, Set<string>>();

/**
 * Reviews an unknown token. If many from its address were refused, it reviews one at a time: guesses cannot crowd out
 * others, and do not lock out a valid token from the same address.
 * @throws Problem 429 when another token from such an address is being reviewed
 */
export async function reviewInTurn<Answer>(request: FastifyRequest, review: () => Promise<Answer>): Promise<Answer> {
  const { server, ip } = request;
  const counted = await server.refusals(request, { increment: false });
  if (counted.isAllowed || counted.remaining > 0) return await review();
  const here = reviewing.get(server) ?? new Set();
  reviewing.set(server, here);
  if (here.has(ip)) throw tooMany('too many tokens from this address were not accepted', 1);
  here.add(ip);
  try {
    return await review();
  } finally {
    here.delete(ip);
  }
}

const tooMany = (why: string, seconds: number) =>
  new HttpProblem(429, `${why}; ask again in ${seconds} s`, { 'retry-after': String(seconds) });

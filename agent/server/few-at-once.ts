import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** An onRequest hook of a route. */
export type FewAtOnce = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses a request before its body is read where enough others are under way: each takes its turns between other
 * requests, and its body takes memory. One gate may stand before several routes.
 * @param options.busy the reason, as a sentence without its full stop
 */
export function fewAtOnce({ most, busy }: { most: number; busy: string }): FewAtOnce {
  let underWay = 0;
  return async (_request, reply) => {
    if (underWay >= most) throw new Problem(503, `${busy}; ask again in a second`, { 'retry-after': '1' });
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
    });
  };
}

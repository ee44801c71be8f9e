import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** An onRequest hook of a route. */
export type FewAtOnce = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses a request before its body is read where enough others are under way: each takes its turns between other
 * requests, and its body takes memory. One gate may stand before several routes.
 */
export function fewAtOnce(most: number): FewAtOnce {
  const underWay: string[] = [];
  return async ({ method, routeOptions }, reply) => {
    if (underWay.length >= most) {
      const routes = [...new Set(underWay)].join(' and ');
      throw new Problem(503, `hostprobe works on other requests (${routes}) at this moment; ask again in a second`, {
        'retry-after': '1',
      });
    }
    const route = `${method} ${routeOptions.url}`;
    underWay.push(route);
    reply.raw.once('close', () => underWay.splice(underWay.indexOf(route), 1));
  };
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../answer/problem.ts';

/** An onRequest hook of a route. */
export type FewAtOnce = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses a request before its body is read if enough others are in progress, because each needs time and memory. One
 * gate may guard several routes.
 * @param refusal the status code, and when to try again, in seconds
 */
export function fewAtOnce(most: number, { code = 503, seconds = 1 } = {}): FewAtOnce {
  const underWay: string[] = [];
  return async ({ method, routeOptions }, reply) => {
    if (underWay.length >= most) {
      const routes = [...new Set(underWay)].join(' and ');
      const when = seconds === 1 ? 'a second' : `${seconds} seconds`;
      throw new Problem(code, `hostprobe is busy with other requests (${routes}); try again in ${when}`, {
        'retry-after': String(seconds),
      });
    }
    const route = `${method} ${routeOptions.url}`;
    underWay.push(route);
    reply.raw.once('close', () => underWay.splice(underWay.indexOf(route), 1));
  };
}

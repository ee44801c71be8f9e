import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../answer/problem.ts';

/** An onRequest hook of a route. */
export type FewAtOnce = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses a request before its body is read where enough others are under way: each takes its turns between other
 * requests, and its body takes memory. One gate may stand before several routes.
 * @param refusal the status code, and after how many seconds asking again is worth while
 */
export function fewAtOnce(most: number, { code = 503, seconds = 1 } = {}): FewAtOnce {
  const underWay: string[] = [];
  return async ({ method, routeOptions }, reply) => {
    if (underWay.length >= most) {
      const routes = [...new Set(underWay)].join(' and ');
      const when = seconds === 1 ? 'a second' : `${seconds} seconds`;
      throw new Problem(code, `hostprobe works on other requests (${routes}) at this moment; ask again in ${when}`, {
        'retry-after': String(seconds),
      });
    }
    const route = `${method} ${routeOptions.url}`;
    underWay.push(route);
    reply.raw.once('close', () => underWay.splice(underWay.indexOf(route), 1));
  };
}

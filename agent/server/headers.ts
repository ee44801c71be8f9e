import type { FastifyInstance } from 'fastify';
import { pageCsp } from '../renderers/html.ts';

/**
 * What browsers are told with every answer: take nothing for what it is not said to be, show it in no other page, tell
 * nobody where a link was followed from. No Strict-Transport-Security: it counts for a name and all its ports, and who
 * trusted a self-signed certificate once could not do it again.
 */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};
/** Nothing but the page has anything to run or to load. */
const plainCsp = "default-src 'none'; frame-ancestors 'none'";

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    reply.headers(always).header('content-security-policy', isPage ? pageCsp : plainCsp);
    // Routes that have something to keep say how.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

import type { FastifyInstance } from 'fastify';
import { pageCsp } from '../../renderers/html.ts';

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

/** What the answer depends on beside the URL, where it depends on more. */
export const vary = { vary: 'Accept, Accept-Encoding' };

export const securityHeaders = (contentType: string) => ({
  ...always,
  'content-security-policy': contentType.startsWith('text/html') ? pageCsp : plainCsp,
});

/** For the answers that fastify sends. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers(securityHeaders(String(reply.getHeader('content-type'))));
    // Routes that have something to keep say how.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

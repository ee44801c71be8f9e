import type { FastifyInstance } from 'fastify';
import { pageCsp } from '../../renderers/html.ts';

/**
 * Security headers for browsers, with every response: no content sniffing, no framing, no Referer. No
 * Strict-Transport-Security: it applies to all ports of a name, and forbids exceptions for self-signed certificates.
 */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};
/** Only the page runs or loads anything. */
const plainCsp = "default-src 'none'; frame-ancestors 'none'";

/** What the response depends on besides the URL. */
export const vary = { vary: 'Accept, Accept-Encoding' };

/** @param csp of a page that brings its own */
export const securityHeaders = (contentType: string, csp?: string) => ({
  ...always,
  'content-security-policy': csp ?? (contentType.startsWith('text/html') ? pageCsp : plainCsp),
});

/** For the answers that fastify sends: none of them may be kept. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers({ 'cache-control': 'no-store', ...securityHeaders(String(reply.getHeader('content-type'))) });
    done(null, payload);
  });
}

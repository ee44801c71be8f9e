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

/** The headers of an answer that nobody may keep. */
export const unkept = (contentType: string) => ({ 'cache-control': 'no-store', ...securityHeaders(contentType) });

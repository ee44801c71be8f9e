import { type SecretPattern, whole } from './pattern.ts';

/** HTTP headers. */
export const headers: readonly SecretPattern[] = [
  whole(
    'cookie',
    /(?<keep>\b(?:Set-)?Cookie["']?\s{0,5}[:=]\s{0,5}\[?["']?)[\w.$-]{1,64}=(?![<*\ufdd1])[^\r\n"'\\\ufdd1]*/gi,
    'cookie',
  ),
  whole(
    'header',
    /(?<keep>\bX-[A-Za-z-]{0,40}(?:token|key|secret|auth|authorization)["']?\s{0,5}[:=]\s{0,5}\[?["']?)(?![<*])[^\s"'\\\]\ufdd1{]{4,}/gi,
    '<x-',
  ),
  whole('header', /(?<keep>\bMetadata-Auth:\[)[^\]\s]{6,}/gi, 'metadata-auth'),
];

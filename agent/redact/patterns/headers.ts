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
  // What a command sends. A scheme and its value are known elsewhere.
  whole(
    'header',
    /(?<keep>\s(?:-H|--header|-Headers?)[ =]["'][\w-]{0,40}(?:token|key|secret|auth|password)[\w-]{0,10}:\s{0,3})(?![$<{*%])[^\s"'\\\ufdd1]{3,}(?=["'])/gi,
    ' -h |--header|-headers',
  ),
  whole('header', /(?<keep>\bMetadata-Auth:\[)[^\]\s]{6,}/gi, 'metadata-auth'),
];

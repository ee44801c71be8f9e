import { createHash, timingSafeEqual } from 'node:crypto';
import { UserError } from '../../error.ts';
import { isBearerToken, maxTokenLength } from './bearer.ts';

/** Too long to be guessed when it is random: 32 hexadecimal digits are 128 bits. */
const minTokenLength = 32;
/** Each request is compared with every one of them. */
const maxTokens = 100;

/** SHA-256 of a token: nothing else of it is kept. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The tokens of a text, one a line; blank lines and lines that begin with # do not count.
 * @throws UserError that names the line, and nothing of what stands in it
 */
export function readTokens(text: string, from: string): Buffer[] {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ token: line.trim(), number: index + 1 }));
  const tokens = lines.filter(({ token }) => token !== '' && !token.startsWith('#'));
  for (const { token, number } of tokens) {
    const wrong = faultOf(token);
    if (wrong === null) continue;
    throw new UserError(
      `${from}, line ${number}: ${wrong}; openssl rand -hex 32 makes a token, and lines of # are comments`,
    );
  }
  if (tokens.length > maxTokens) {
    throw new UserError(`${from} holds ${tokens.length} tokens, and may hold ${maxTokens}`);
  }
  return tokens.map(({ token }) => hashToken(token));
}

function faultOf(token: string): string | null {
  if (token.length < minTokenLength)
    return `a token must have ${minTokenLength} characters or more, but has ${token.length}`;
  if (token.length > maxTokenLength)
    return `a token must have ${maxTokenLength} characters at most, but has ${token.length}`;
  return isBearerToken(token) ? null : 'a token may hold letters, digits and - . _ ~ + / only, with = at its end';
}

/** Compares with all of them, each in constant time, so that how long it takes tells nothing. */
export function isAmong(token: string, hashes: readonly Buffer[]): boolean {
  const hash = hashToken(token);
  return hashes.reduce((found, one) => timingSafeEqual(one, hash) || found, false);
}

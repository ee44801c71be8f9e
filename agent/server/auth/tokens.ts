import { createHash, timingSafeEqual } from 'node:crypto';
import { UserError } from '../../error.ts';
import { isBearerToken, maxTokenLength } from './bearer.ts';

/** Too long to guess: 32 hexadecimal digits are 128 bits. */
const minTokenLength = 32;
/** Each request is compared with every one of them. */
const maxTokens = 100;

/** SHA-256 of a token: nothing else about it is kept. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The tokens of a text, one on each line; blank lines and lines that begin with # are ignored.
 * @throws UserError with the line number; it never quotes the line
 */
export function readTokens(text: string, from: string): Buffer[] {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ token: line.trim(), number: index + 1 }));
  const tokens = lines.filter(({ token }) => token !== '' && !token.startsWith('#'));
  for (const { token, number } of tokens) {
    const wrong = faultOf(token);
    if (wrong === null) continue;
    throw new UserError(
      `${from}, line ${number}: ${wrong}; create a token with openssl rand -hex 32; lines that begin with # are comments`,
    );
  }
  if (tokens.length > maxTokens) {
    throw new UserError(`${from} has ${tokens.length} tokens, but at most ${maxTokens} are allowed`);
  }
  return tokens.map(({ token }) => hashToken(token));
}

function faultOf(token: string): string | null {
  if (token.length < minTokenLength)
    return `a token must have at least ${minTokenLength} characters, but has ${token.length}`;
  if (token.length > maxTokenLength)
    return `a token must have at most ${maxTokenLength} characters, but has ${token.length}`;
  return isBearerToken(token) ? null : 'a token may contain only letters, digits and - . _ ~ + /, and = at its end';
}

/** Compares with all of them, each in constant time, so that the time reveals nothing. */
export function isAmong(token: string, hashes: readonly NodeJS.ArrayBufferView[]): boolean {
  const hash = hashToken(token);
  return hashes.reduce((found, one) => timingSafeEqual(one, hash) || found, false);
}

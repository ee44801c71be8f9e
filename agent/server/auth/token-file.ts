import { createHash, timingSafeEqual } from 'node:crypto';
import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { follow, type Reading, readFiles } from '../reload.ts';

/** Tokens from a file, which may read everything. */
export type StaticTokens = Awaited<ReturnType<typeof openTokenFile>>;

const maxBytes = 2 ** 16;

/**
 * Reads the tokens, and reloads them when the file changes. A file that cannot be read, or has an invalid line, is
 * logged, and the earlier tokens stay valid. Emptying the file revokes all tokens, which is logged too.
 * @throws UserError if it has no token at the start
 */
export async function openTokenFile(options: { path: string; log: Log; rereadEveryMs?: number }) {
  const { path, log, rereadEveryMs = 5000 } = options;
  const first = await read(path);
  if ('wrong' in first) throw new UserError(first.wrong);
  if (first.value.length === 0) {
    throw new UserError(
      `${path} contains no token: it must have one on each line; create one with openssl rand -hex 32`,
    );
  }
  let hashes = first.value;

  const { stop } = follow({
    first,
    read: () => read(path),
    everyMs: rereadEveryMs,
    take(reading) {
      if ('wrong' in reading) {
        log.error({ why: reading.wrong }, 'the token file is invalid; the tokens from before stay valid');
        return;
      }
      hashes = reading.value;
      if (hashes.length > 0) log.info({ path, tokens: hashes.length }, 'the token file was reloaded');
      else log.warn({ path }, 'the token file is empty, so no token is accepted');
    },
  });
  return { has: (token: string) => isAmong(token, hashes), stop };
}

function read(path: string): Promise<Reading<Buffer[]>> {
  return readFiles([path], { maxBytes, judge: ([text = '']) => readTokens(text, path) });
}

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

/** Longer than any Kubernetes token, and than all headers of a request may be. */
const maxTokenLength = 8192;

/** RFC 6750, section 2.1 (b64token). */
const tokenForm = /^[A-Za-z0-9._~+/-]+=*$/;

/** Whether this text can be sent as a bearer token. */
const isBearerToken = (text: string): boolean => text.length <= maxTokenLength && tokenForm.test(text);

/** The content of a request's Authorization header. */
export type Bearer = { token: string } | 'missing' | 'unreadable';

/**
 * The token in the Authorization headers of a request. Only one Authorization header with the Bearer scheme counts: if there
 * are several, a proxy may have read a different one.
 */
export function readBearer([header, ...more]: readonly string[]): Bearer {
  if (header === undefined) return 'missing';
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  return token !== undefined && more.length === 0 && isBearerToken(token) ? { token } : 'unreadable';
}

import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { follow, lookAtFiles, type Reading } from '../follow.ts';
import { isAmong, readTokens } from './tokens.ts';

/** Tokens from a file, which may read everything. */
export interface TokenFile {
  has(token: string): boolean;
  /** Reads the file no more. */
  stop(): void;
}

const maxBytes = 2 ** 16;
const rereadEveryMs = 5000;

/**
 * Reads the tokens, and again when the file changes. What cannot be read, or has a line that is no token, changes
 * nothing, and is logged: the tokens read before stay valid. Whoever empties the file takes them all back; that is
 * logged too.
 * @throws UserError when it holds no token at the start
 */
export async function openTokenFile(options: { path: string; log: Log; rereadEveryMs?: number }): Promise<TokenFile> {
  const { path, log } = options;
  const first = await look(path);
  if ('wrong' in first) throw new UserError(first.wrong);
  if (first.value.length === 0) {
    throw new UserError(`${path} holds no token: it must hold one a line; openssl rand -hex 32 makes one`);
  }
  let hashes = first.value;

  const { stop } = follow({
    first,
    read: () => look(path),
    everyMs: options.rereadEveryMs ?? rereadEveryMs,
    take(reading) {
      if ('wrong' in reading) {
        log.error({ why: reading.wrong }, 'the token file is of no use now; the tokens that it held before stay valid');
        return;
      }
      hashes = reading.value;
      if (hashes.length > 0) log.info({ path, tokens: hashes.length }, 'the token file has been read again');
      else log.warn({ path }, 'the token file holds no token any more; none is accepted');
    },
  });
  return { has: (token) => isAmong(token, hashes), stop };
}

function look(path: string): Promise<Reading<Buffer[]>> {
  return lookAtFiles([path], { maxBytes, judge: ([text = '']) => readTokens(text, path) });
}

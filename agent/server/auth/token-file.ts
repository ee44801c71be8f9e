import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { follow, type Reading, readFiles } from '../reload.ts';
import { isAmong, readTokens } from './tokens.ts';

/** Tokens from a file, which may read everything. */
export interface StaticTokens {
  has(token: string): boolean;
  /** Stops reading the file. */
  stop(): void;
}

const maxBytes = 2 ** 16;

/**
 * Reads the tokens, and reloads them when the file changes. A file that cannot be read, or has an invalid line, is
 * logged, and the earlier tokens stay valid. Emptying the file revokes all tokens, which is logged too.
 * @throws UserError if it has no token at the start
 */
export async function openTokenFile(options: {
  path: string;
  log: Log;
  rereadEveryMs?: number;
}): Promise<StaticTokens> {
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
  return { has: (token) => isAmong(token, hashes), stop };
}

function read(path: string): Promise<Reading<Buffer[]>> {
  return readFiles([path], { maxBytes, judge: ([text = '']) => readTokens(text, path) });
}

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { decodeText } from '../../decode.ts';
import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { isAmong, readTokens } from './tokens.ts';

/** Tokens from a file, which may read everything. */
export interface TokenFile {
  has(token: string): boolean;
  /** Reads the file no more. */
  stop(): void;
}

const maxBytes = 2 ** 16;
const rereadEveryMs = 5000;

/** What a look at the file gave. `mark` tells this look from one that gave something else. */
type Reading = { mark: string } & ({ hashes: Buffer[] } | { wrong: string });

/**
 * Reads the tokens, and then again every five seconds, whole: a mounted Secret changes by a link that leads elsewhere.
 * A change counts when it was read twice the same, so that a file in the middle of being written changes nothing.
 * What cannot be read, or has a line that is no token, changes nothing either, and is logged: the tokens read before
 * stay valid. Whoever empties the file takes them all back; that is logged too.
 * @throws UserError when it holds no token at the start
 */
export async function openTokenFile(options: { path: string; log: Log; rereadEveryMs?: number }): Promise<TokenFile> {
  const { path, log } = options;
  const first = await look(path);
  if ('wrong' in first) throw new UserError(first.wrong);
  if (first.hashes.length === 0) {
    throw new UserError(`${path} holds no token: it must hold one a line; openssl rand -hex 32 makes one`);
  }
  let { hashes, mark: inForce } = first;
  let seen = inForce;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function take(reading: Reading) {
    inForce = reading.mark;
    if ('wrong' in reading) {
      log.error({ why: reading.wrong }, 'the token file cannot be used; the tokens that it held before stay valid');
      return;
    }
    hashes = reading.hashes;
    if (hashes.length > 0) log.info({ path, tokens: hashes.length }, 'the token file has been read again');
    else log.warn({ path }, 'the token file holds no token any more; none is accepted');
  }

  async function reread() {
    const reading = await look(path);
    if (stopped) return;
    if (reading.mark === seen && reading.mark !== inForce) take(reading);
    seen = reading.mark;
    schedule();
  }

  function schedule() {
    timer = setTimeout(reread, options.rereadEveryMs ?? rereadEveryMs);
    timer.unref();
  }

  schedule();
  return {
    has: (token) => isAmong(token, hashes),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Never rejects: what is wrong is an answer. */
async function look(path: string): Promise<Reading> {
  try {
    const bytes = await readBounded(path);
    const mark = createHash('sha256').update(bytes).digest('base64');
    try {
      return { mark, hashes: readTokens(decodeText(bytes), path) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { mark, wrong: error.message };
    }
  } catch (error) {
    const wrong = error instanceof Error ? error.message : String(error);
    return { mark: wrong, wrong };
  }
}

async function readBounded(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    if (bytesRead > maxBytes)
      throw new UserError(`${path} holds more than ${maxBytes} bytes, which no file of tokens does`);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { follow, type Reading, readFiles } from '../reload.ts';
import { describe, type Pair, type Presented, present, readPair, whyInvalid } from './certificate.ts';

const rereadEveryMs = 10_000;
/** A chain of many long certificates has a tenth of this size. */
const maxBytes = 2 ** 18;

/**
 * The certificate and key in two files, reloaded when they change, as a Secret of type kubernetes.io/tls does when it is
 * renewed. An invalid new pair is logged, and the old one stays. An expired certificate is still served: curl -k can
 * read the report then, but not from a closed port.
 * @throws UserError if the pair is invalid at the start
 */
export async function openPairFiles(options: {
  cert: string;
  key: string;
  log: Log;
  now: () => Date;
  rereadEveryMs?: number;
}): Promise<Presented> {
  const { cert, key, log, now } = options;
  const first = await read(cert, key);
  if ('wrong' in first) throw new UserError(first.wrong);
  const { pair, onChange, change } = present(first.value);
  let logged: string | null = null;
  log.info({ path: cert, ...describe(pair()) }, 'the certificate was read');
  logValidity();

  function logValidity() {
    const why = whyInvalid(pair(), now());
    if (why !== null && why !== logged) {
      log.warn({ path: cert, why }, 'clients will refuse the certificate; it is served anyway');
    }
    logged = why;
  }

  const { stop } = follow({
    first,
    async read() {
      logValidity();
      return read(cert, key);
    },
    everyMs: options.rereadEveryMs ?? rereadEveryMs,
    take(reading) {
      if ('wrong' in reading) {
        log.error({ why: reading.wrong }, 'the new certificate is invalid; the previous one stays in use');
        return;
      }
      change(reading.value);
      log.info({ path: cert, ...describe(pair()) }, 'the certificate was reloaded');
      logValidity();
    },
  });
  return { pair, onChange, stop };
}

function read(cert: string, key: string): Promise<Reading<Pair>> {
  return readFiles([cert, key], {
    maxBytes,
    judge: ([certificate = '', privateKey = '']) =>
      readPair({ path: cert, text: certificate }, { path: key, text: privateKey }),
  });
}

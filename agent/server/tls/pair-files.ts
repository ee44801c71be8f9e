import { UserError } from '../../error.ts';
import type { Log } from '../../log.ts';
import { follow, lookAtFiles, type Reading } from '../follow.ts';
import { describe, type Pair, readPair, whyInvalid } from './pair.ts';
import { type Presented, present } from './presented.ts';

const rereadEveryMs = 10_000;
/** A chain of many long certificates is a tenth of it. */
const maxBytes = 2 ** 18;

/**
 * The certificate and key in two files, read again when they change, as those of a Secret of type kubernetes.io/tls do
 * when it is renewed. A new pair that is of no use changes nothing, and is logged. One that has expired is served: who
 * must read the report on a bad day can tell curl not to care, which is more than a closed port allows.
 * @throws UserError when there is no pair of use at the start
 */
export async function openPairFiles(options: {
  cert: string;
  key: string;
  log: Log;
  now: () => Date;
  rereadEveryMs?: number;
}): Promise<Presented> {
  const { cert, key, log, now } = options;
  const first = await look(cert, key);
  if ('wrong' in first) throw new UserError(first.wrong);
  const { pair, onChange, change } = present(first.value);
  let told: string | null = null;
  log.info({ path: cert, ...describe(pair()) }, 'the certificate has been read');
  tellValidity();

  function tellValidity() {
    const why = whyInvalid(pair(), now());
    if (why !== null && why !== told) {
      log.warn({ path: cert, why }, 'clients will refuse the certificate; it is served all the same');
    }
    told = why;
  }

  const { stop } = follow({
    first,
    async read() {
      tellValidity();
      return look(cert, key);
    },
    everyMs: options.rereadEveryMs ?? rereadEveryMs,
    take(reading) {
      if ('wrong' in reading) {
        log.error({ why: reading.wrong }, 'the changed certificate is of no use; the one before stays in use');
        return;
      }
      change(reading.value);
      log.info({ path: cert, ...describe(pair()) }, 'the certificate has been read again');
      tellValidity();
    },
  });
  return { pair, onChange, stop };
}

function look(cert: string, key: string): Promise<Reading<Pair>> {
  return lookAtFiles([cert, key], {
    maxBytes,
    judge: ([certificate = '', privateKey = '']) =>
      readPair({ path: cert, text: certificate }, { path: key, text: privateKey }),
  });
}

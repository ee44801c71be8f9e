import type { Log } from '../../log.ts';
import { describe, type Pair } from './certificate.ts';
import { type Presented, present } from './presented.ts';
import { makeSelfSigned } from './self-signed.ts';

const day = 86_400_000;
/** Months, so that a pin lasts, but a leaked key does not stay useful for ever. */
const validMs = 90 * day;
const renewedBeforeMs = 30 * day;
const checkEveryMs = 3_600_000;

/**
 * A self-signed certificate, created at the start and renewed 30 days before it expires, or if the clock was set back
 * before it. It is in memory only: the next start creates a new one.
 */
export async function keepSelfSigned(options: {
  names: readonly string[];
  log: Log;
  now: () => Date;
  checkEveryMs?: number;
}): Promise<Presented> {
  const { names, log, now } = options;
  const make = () => makeSelfSigned({ names, from: now(), validMs });
  const { pair, onChange, change } = present(await make());
  let made = now().getTime();
  logCertificate(pair(), 'created a self-signed certificate; clients may pin it; the next start creates a new one');

  function logCertificate(pair: Pair, message: string) {
    log.info(describe(pair), message);
  }

  async function check() {
    const age = now().getTime() - made;
    if (age >= 0 && age < validMs - renewedBeforeMs) return;
    const next = await make();
    made = now().getTime();
    change(next);
    logCertificate(next, 'the self-signed certificate was renewed');
  }

  const timer = setInterval(check, options.checkEveryMs ?? checkEveryMs).unref();
  return { pair, onChange, stop: () => clearInterval(timer) };
}

import type { Log } from '../../log.ts';
import { describe, type Pair } from './pair.ts';
import { type Presented, present } from './presented.ts';
import { makeSelfSigned } from './self-signed.ts';

const day = 86_400_000;
/** Months, so that a pin lasts, but not so long that a key which leaked is good for ever. */
const validMs = 90 * day;
const renewedBeforeMs = 30 * day;
const checkEveryMs = 3_600_000;

/**
 * A self-signed certificate, made now and again 30 days before it expires, or when the clock was set to before its
 * time. It is in memory only: the next start makes another.
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
  tell(pair(), 'a self-signed certificate was made; clients may pin it, and the next start makes another');

  function tell(pair: Pair, message: string) {
    log.info(describe(pair), message);
  }

  async function check() {
    const age = now().getTime() - made;
    if (age >= 0 && age < validMs - renewedBeforeMs) return;
    const next = await make();
    made = now().getTime();
    change(next);
    tell(next, 'the self-signed certificate was renewed');
  }

  const timer = setInterval(check, options.checkEveryMs ?? checkEveryMs).unref();
  return { pair, onChange, stop: () => clearInterval(timer) };
}

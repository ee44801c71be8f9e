import { setImmediate as turn } from 'node:timers/promises';
import type { Steps } from '../redact/steps.ts';

/** So much text is looked at without a pause, in UTF-16 units: a few ms, also before the code that does it was compiled. */
const withoutPause = 8 * 1024;

/** Work in steps, between which everything else gets its turn. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let looked = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    looked += step.value;
    if (looked < withoutPause) continue;
    looked = 0;
    await turn();
  }
}

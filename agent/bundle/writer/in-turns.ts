import { setImmediate as turn } from 'node:timers/promises';
import type { Steps } from '../../redact/pausing.ts';

/** How long it may hold the event loop; the step in progress is finished. */
const withoutPauseMs = 5;

/** Work in steps, between which everything else gets its turn. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < withoutPauseMs) continue;
    await turn();
    since = performance.now();
  }
}

import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Steps } from '../redact/memory.ts';

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

/** image/bundle.ts says why a node runs without them. */
const off = ['--no-turbofan', '--no-maglev', '--no-sparkplug'];

let running = 0;

/**
 * Runs what reads many megabytes with the compilers of V8 that the agent has off: it takes a tenth of the time then.
 * They are flags of the process, and apply to a thread that starts meanwhile, too.
 */
export async function withCompilers<T>(work: () => Promise<T>): Promise<T> {
  const flags = off.filter((flag) => process.execArgv.includes(flag));
  if (running++ === 0) for (const flag of flags) setFlagsFromString(flag.replace('--no-', '--'));
  try {
    return await work();
  } finally {
    if (--running === 0) for (const flag of flags) setFlagsFromString(flag);
  }
}

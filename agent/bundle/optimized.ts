import { setFlagsFromString } from 'node:v8';

/** image/bundle.ts says why a node runs without it. */
const off = '--no-turbofan';

let running = 0;

/**
 * Runs what reads many megabytes with the optimizing compiler of V8, which the agent has off: it takes a sixth of the time
 * then.
 */
export async function optimized<T>(work: () => Promise<T>): Promise<T> {
  if (!process.execArgv.includes(off)) return await work();
  if (running++ === 0) setFlagsFromString('--turbofan');
  try {
    return await work();
  } finally {
    if (--running === 0) setFlagsFromString(off);
  }
}

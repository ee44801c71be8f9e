import { setFlagsFromString } from 'node:v8';

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

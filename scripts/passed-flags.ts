import { resolve } from 'node:path';
import { flags } from '../agent/config/flags.ts';
import type { Flag } from '../agent/config.ts';

/** Flags of `serve` that `npm start` hands on: other listeners beside its own, and what they need. */
const passed = ['listen', 'tls', 'tls-cert', 'tls-key', 'auth', 'auth-token-file', 'insecure'] as const;
const files: readonly Flag[] = ['tls-cert', 'tls-key', 'auth-token-file'];

/** For parseArgs. */
export const passedOptions = Object.fromEntries(
  passed.map((flag) => {
    const { value, repeatable = false } = flags[flag];
    return [flag, { type: value === null ? ('boolean' as const) : ('string' as const), multiple: repeatable }];
  }),
);

/**
 * The same flags again, with files named in full: the agent's working directory is another one.
 * @param values as parseArgs read them
 * @param drive where the agent sees this machine's files; Wine's is Z:
 */
export function passOn(values: Readonly<Record<string, unknown>>, drive: '' | 'Z:'): string[] {
  return passed.flatMap((flag) =>
    [values[flag] ?? []].flat().map((value) => {
      if (value === true) return `--${flag}`;
      return `--${flag}=${files.includes(flag) ? drive + resolve(String(value)) : value}`;
    }),
  );
}

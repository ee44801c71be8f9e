import { resolve } from 'node:path';
import { flags } from '../agent/config/flags.ts';
import type { Flag } from '../agent/config.ts';

/** Flags of `serve` that `npm start` passes on: additional addresses, TLS and authentication. */
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
 * The same flags with absolute paths, because the agent has a different working directory.
 * @param values from parseArgs
 * @param drive the drive on which the agent finds this machine's files; Wine uses Z:
 */
export function passOn(values: Readonly<Record<string, unknown>>, drive: '' | 'Z:'): string[] {
  return passed.flatMap((flag) =>
    [values[flag] ?? []].flat().map((value) => {
      if (value === true) return `--${flag}`;
      return `--${flag}=${files.includes(flag) ? drive + resolve(String(value)) : value}`;
    }),
  );
}

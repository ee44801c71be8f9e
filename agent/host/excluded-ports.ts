import { QueryError } from '../error.ts';
import type { Network, Programs } from '../host.ts';
import { inSystem32 } from './exec.ts';

type PortRanges = Awaited<ReturnType<Network['excludedPorts']>>;

const args = ['int', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp'];
/**
 * The ranges change only when a service or an administrator reserves one. Caching them saves a process for every
 * report.
 */
const keptMs = 5 * 60_000;

/** No documented call returns the ranges, so this runs netsh. */
export function createExcludedPorts(options: { windows: boolean; programs: Programs }): Network['excludedPorts'] {
  let newest: { ranges: PortRanges; at: number } | null = null;
  return async () => {
    if (!options.windows) throw new QueryError('unsupported', 'only Windows keeps back port ranges');
    if (newest !== null && performance.now() - newest.at < keptMs) return newest.ranges;
    const { exitCode, stdout, stderr } = await options.programs.run(inSystem32('netsh.exe'), args, { timeoutMs: 5000 });
    if (exitCode !== 0) {
      throw new QueryError('failed', `netsh ${args.join(' ')} ended with ${exitCode}: ${(stderr || stdout).trim()}`);
    }
    newest = { ranges: readExcludedPorts(stdout), at: performance.now() };
    return newest.ranges;
  };
}

/** Rows of two numbers, in any language of Windows; `*` marks a range that an administrator added. */
export function readExcludedPorts(text: string): PortRanges {
  return [...text.matchAll(/^\s*(\d{1,5})\s+(\d{1,5})(?:\s+\*)?\s*$/gm)].map(([, first, last]) => ({
    first: Number(first),
    last: Number(last),
  }));
}

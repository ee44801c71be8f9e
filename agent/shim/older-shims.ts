import { plural } from '../amounts/plural.ts';
import { type Evidence, evidence } from '../fact.ts';
import type { RuntimeProcess } from '../facts/runtime-process.ts';

/**
 * Shims that were started before a file was changed: they keep what they saw of it, and so do the containers they make.
 * `count` begins a sentence; null when none is known to be older. A start that this account may not see proves nothing.
 * @param modifiedAt null: not known, so no shim is known to be older
 */
export function olderShims(
  { shims, counts }: RuntimeProcess,
  modifiedAt: string | null,
): { count: string; evidence: Evidence[] } | null {
  // No time is less than NaN.
  const changed = Date.parse(modifiedAt ?? '');
  const older = shims.flatMap(({ pid, startedAt }) =>
    startedAt.ok && Date.parse(startedAt.value) < changed ? [{ pid, startedAt: startedAt.value }] : [],
  );
  if (older.length === 0) return null;
  // If there are too many to list, the oldest are left out.
  const more = counts.shims > shims.length ? ' or more' : '';
  return {
    count: `${older.length}${more} of ${plural(counts.shims, 'running shim')} ${older.length === 1 && more === '' ? 'is' : 'are'}`,
    evidence: older.slice(0, 5).map(({ pid, startedAt }) => evidence(`shim (pid ${pid}) started`, startedAt)),
  };
}

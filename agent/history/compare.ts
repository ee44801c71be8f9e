import { factIds } from '../facts/index.ts';
import type { Change } from '../history.ts';
import type { Digest, Values } from './digest.ts';

export type Difference = Pick<Change, 'what' | 'from' | 'to'>;

/** Where failures are met: only when all of them were searched is one that was not met there no more. */
const searched = ['fact runtime', 'fact logs', 'fact cluster'];
const weighed = factIds.map((id) => `fact ${id}`);

/**
 * What is otherwise than it was known to be. What this look could not see has not changed; what is seen for the first
 * time is no change either, but for a failure: that had not been met before.
 * @param known what earlier looks saw last; empty: there was none
 */
export function compare(
  known: Values,
  { values, diagnoses, status }: Digest,
): { first: Values; changes: Difference[] } {
  const first: Values = new Map();
  const changes: Difference[] = [];
  const meet = (what: string, to: string | null) => {
    const from = known.get(what);
    if (from === undefined) first.set(what, to);
    else if (from !== to) changes.push({ what, from, to });
  };
  const sees = (facts: readonly string[]) => facts.every((fact) => values.has(fact) || !known.has(fact));

  if (isSure(status, known, values)) meet('status', status);
  for (const [what, to] of values) meet(what, to);
  for (const [what, to] of diagnoses) {
    const from = known.get(what) ?? null;
    if (known.size === 0) first.set(what, to);
    else if (from === null) changes.push({ what, from, to });
    // What some cause was weighed by may be missing now.
    else if (sees(weighed)) meet(what, to);
  }
  if (sees(searched)) {
    for (const [what, from] of known) {
      if (what.startsWith('diagnosis ') && from !== null && !diagnoses.has(what)) meet(what, null);
    }
  }
  return { first, changes };
}

/** A status that is better only because something bad could not be judged is none. */
function isSure(status: Digest['status'], known: Values, values: Values): boolean {
  if (status === 'unhealthy') return true;
  if (status === 'unknown') return false;
  const worse = status === 'degraded' ? ['fail'] : ['fail', 'warn'];
  return ![...known].some(
    ([what, value]) => what.startsWith('finding ') && worse.includes(value ?? '') && !values.has(what),
  );
}

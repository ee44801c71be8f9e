import { factIds } from '../fact/ids.ts';
import type { Change } from '../history.ts';
import type { Digest, Values } from './digest.ts';

export type Difference = Pick<Change, 'what' | 'from' | 'to'>;

/** The facts that report failures: a failure is gone only if all of them were read and none reports it. */
const searched = ['fact runtime', 'fact logs', 'fact cluster'];
const weighed = factIds.map((id) => `fact ${id}`);

/**
 * What differs from the known values. A value that this run could not read counts as unchanged. A value that is read for
 * the first time is not a change, except a failure.
 * @param known the last values of earlier runs; empty: this is the first run
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
    // The facts that decided a cause may be missing in this run.
    else if (sees(weighed)) meet(what, to);
  }
  if (sees(searched)) {
    for (const [what, from] of known) {
      if (what.startsWith('diagnosis ') && from !== null && !diagnoses.has(what)) meet(what, null);
    }
  }
  return { first, changes };
}

/** A status does not count if it is better only because a bad finding could not be judged. */
function isSure(status: Digest['status'], known: Values, values: Values): boolean {
  if (status === 'unhealthy') return true;
  if (status === 'unknown') return false;
  const worse = status === 'degraded' ? ['fail'] : ['fail', 'warn'];
  return ![...known].some(
    ([what, value]) => what.startsWith('finding ') && worse.includes(value ?? '') && !values.has(what),
  );
}

import { notKnown } from '../check/missing-fact.ts';
import type { FactId } from '../fact/ids.ts';
import { type FactError, ifKnown } from '../fact.ts';
import type { Snapshot } from '../snapshot.ts';

/** Why a fact, or what depends on it, is not known: a sentence. */
export function whyMissing({ facts }: Snapshot, id: FactId): string {
  const fact = facts[id];
  if (facts.identity.ok && ifKnown(facts.identity.value.silo)?.server) {
    return 'hostprobe looked at the node from inside an ordinary container';
  }
  if (!fact.ok) return notKnown(id, fact.error);
  const error = firstError(fact.value);
  return error === null ? `${id} says nothing of it` : notKnown(id, error);
}

/** The first part of a fact that could not be read. */
function firstError(value: unknown): FactError | null {
  if (value === null || typeof value !== 'object') return null;
  // The only objects of a fact with `ok: false` are parts.
  if ('ok' in value && value.ok === false) return (value as unknown as { error: FactError }).error;
  for (const inner of Object.values(value)) {
    const error = firstError(inner);
    if (error !== null) return error;
  }
  return null;
}

import { assess } from '../../agent/assess.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { digest } from '../../agent/history/digest.ts';
import { snapshotWith } from '../snapshot.ts';

type Missing = Parameters<typeof snapshotWith>[1];

/** A run on a healthy node at this time, with these changes. */
export function runAt(at: string, edit: (facts: FactValues) => void = () => undefined, missing?: Missing) {
  const snapshot = { ...snapshotWith(edit, missing), at };
  return { snapshot, report: assess(snapshot) };
}

export const digestOf = (edit?: (facts: FactValues) => void, missing?: Missing) =>
  digest(runAt('2026-11-01T12:00:00.000Z', edit, missing));

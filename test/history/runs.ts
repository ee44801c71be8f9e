import { assess } from '../../agent/assess.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { digest } from '../../agent/history/digest.ts';
import type { Change, History } from '../../agent/history.ts';
import { schemaVersion } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';

type Missing = Parameters<typeof snapshotWith>[1];

/** A run on a healthy node at this time, with these changes. */
export function runAt(at: string, edit: (facts: FactValues) => void = () => undefined, missing?: Missing) {
  const snapshot = { ...snapshotWith(edit, missing), at };
  return { snapshot, report: assess(snapshot) };
}

/** A history of these changes that lies in no file. */
export const historyWith = (...changes: Change[]): History => ({
  ...{ schemaVersion, since: null, begins: null, file: null, problem: null },
  changes,
});

export const digestOf = (edit?: (facts: FactValues) => void, missing?: Missing) =>
  digest(runAt('2026-11-01T12:00:00.000Z', edit, missing));

import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { compare } from '../../agent/history/compare.ts';
import { digest } from '../../agent/history/digest.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { stories } from '../stories.ts';
import { asLocalService } from '../variations.ts';

const digestOf = (snapshot: Snapshot) => digest({ snapshot, report: assess(snapshot) });

/** What changes from one story to another, as "what: from -> to". */
function changesBetween(before: Snapshot, after: Snapshot): string[] {
  const seen = digestOf(before);
  const known = new Map([...seen.values, ...seen.diagnoses, ['status', seen.status]]);
  return compare(known, digestOf(after)).changes.map(({ what, from, to }) => `${what}: ${from} -> ${to}`);
}
const healthy = snapshotWith();

test.each(Object.entries(stories))('the node of %s that stays as it is has not changed', (_name, story) => {
  expect(changesBetween(story, story)).toEqual([]);
});

test('a containerd that got an account of its own is shown, with what it breaks', () => {
  const changes = changesBetween(healthy, stories['nssm-user-account'] ?? healthy);
  expect(changes).toEqual(
    expect.arrayContaining([
      'status: healthy -> unhealthy',
      'containerd account: LocalSystem -> S-1-5-21-1-2-3-1001',
      'service containerd account: LocalSystem -> .\\k8s-admin',
      'service containerd start type: auto -> demand',
      'finding containerd-account: pass -> fail',
    ]),
  );
});

test('an agent that sees less from now on reports no change of what it no longer sees', () => {
  const changes = changesBetween(healthy, snapshotWith(asLocalService));
  expect(changes.filter((change) => !/^(?:hostprobe account|finding (?:agent-account|sandbox))/.test(change))).toEqual(
    [],
  );
});

test('a node on which almost nothing can be seen has hardly changed', () => {
  const changes = changesBetween(healthy, stories['laptop-without-windows'] ?? healthy);
  expect(changes).toEqual([]);
});

import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { compareDigests, digest } from '../../agent/history/digest.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { composed } from '../composed.ts';
import { snapshotWith } from '../snapshot.ts';
import { asLocalService } from '../variations.ts';

const digestOf = (snapshot: Snapshot) => digest({ snapshot, report: assess(snapshot) });

/** What changes from one story to another, as "what: from -> to". */
function changesBetween(before: Snapshot, after: Snapshot): string[] {
  const seen = digestOf(before);
  const known = new Map([...seen.values, ...seen.diagnoses, ['status', seen.status]]);
  return compareDigests(known, digestOf(after)).changes.map(({ what, from, to }) => `${what}: ${from} -> ${to}`);
}
const healthy = snapshotWith();

test.each(Object.entries(composed))('the unchanged node of %s has no changes', (_name, story) => {
  expect(changesBetween(story, story)).toEqual([]);
});

test('a new account of containerd is a change, and so are the findings that it causes', () => {
  const changes = changesBetween(healthy, composed['nssm-user-account'] ?? healthy);
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

test('a value that the agent can no longer read is no change', () => {
  const changes = changesBetween(healthy, snapshotWith(asLocalService));
  expect(changes.filter((change) => !/^(?:hostprobe account|finding (?:agent-account|sandbox))/.test(change))).toEqual(
    [],
  );
});

test('a node of which almost nothing can be read has hardly any changes', () => {
  const changes = changesBetween(healthy, composed['laptop-without-windows'] ?? healthy);
  expect(changes).toEqual([]);
});

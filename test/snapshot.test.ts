import { expect, test } from 'vitest';
import { isAlone, knownFacts } from '../agent/snapshot.ts';
import { denied, got, snapshotWith } from './snapshot.ts';

const { facts } = snapshotWith();

test('the facts that were gathered are known, by their ids', () => {
  const known = knownFacts({ facts: { ...facts, os: { ...denied(), ms: 1 } } });
  expect(Object.keys(known).toSorted()).toEqual(
    Object.keys(facts)
      .filter((id) => id !== 'os')
      .toSorted(),
  );
  expect(known.identity).toEqual(facts.identity.ok ? facts.identity.value : null);
});

// Source: hcsshim: a process-isolated container is a server silo, and a HostProcess container only a job in a silo of its own.
test('of a process-isolated container only who it runs as is known of the node', () => {
  const { identity } = facts;
  if (!identity.ok) throw new Error('the healthy node knows its identity');
  const inSilo = (silo: { id: number; server: boolean } | null) =>
    knownFacts({ facts: { ...facts, identity: { ...identity, value: { ...identity.value, silo: got(silo) } } } });
  expect(Object.keys(inSilo({ id: 1, server: true }))).toEqual(['identity']);
  expect(inSilo({ id: 1, server: false }).os).toBeDefined();
  expect(inSilo(null).os).toBeDefined();
});

test('a node whose agent answered is not alone', () => {
  expect(isAlone({ facts })).toBe(false);
  expect(isAlone({ facts: { ...facts, cluster: { ...denied(), ms: 1 } } })).toBe(false);
});

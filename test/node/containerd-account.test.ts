import { expect, test } from 'vitest';
import type { ProcessFact } from '../../agent/facts/runtime-process.ts';
import { containerdRunsAs, ranAsSystem } from '../../agent/node/containerd-account.ts';
import { processWith, serviceWith } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';

const runsAs = (processes: Partial<ProcessFact>[], service: Parameters<typeof serviceWith>[0] | null) =>
  containerdRunsAs(
    factsWith((facts) => {
      facts['runtime-process'].containerd = processes.map(processWith);
      facts.services.containerd = got(service && serviceWith(service));
      facts.services.embedding = got(null);
    }),
  );

test('of several containerd the account that may not make tokens is the one to see to', () => {
  const user = { pid: 1300, account: got({ sid: 'S-1-5-21-1-2-3-500', name: 'N\\Administrator' }) };
  expect(runsAs([{}, user], null)?.sid).toBe('S-1-5-21-1-2-3-500');
  expect(runsAs([{}, { pid: 1300, account: got({ sid: 'S-1-5-19', name: null }) }], null)?.sid).toBe('S-1-5-18');
});

// The time of a write is that of the last one: within one millisecond the order is not known.
test.each([
  ['written before the start', '2026-10-31T12:00:59.999Z', '2026-10-31T12:01:00.000Z', null],
  ['written as it was started', '2026-10-31T12:01:00.000Z', '2026-10-31T12:01:00.000Z', 'changed'],
  ['written since', '2026-10-31T12:02:00.000Z', '2026-10-31T12:01:00.000Z', 'changed'],
  ['a start that is not known', '2026-10-31T12:00:59.999Z', null, 'unknown'],
  ['a write that is not known', null, '2026-10-31T12:01:00.000Z', 'unknown'],
])('a process whose account is hidden has the configured one: %s', (_, configuredAt, at, hidden) => {
  const startedAt = at === null ? denied<string>() : got(at);
  const account = runsAs([{ account: denied(), startedAt }], { configuredAt: got(configuredAt) });
  expect(account).toMatchObject({ sid: 'S-1-5-18', hidden });
});

test.each([
  ['since before', 'S-1-5-18', null, '2026-10-31T11:00:00.000Z', true],
  ['since that moment', 'S-1-5-18', null, '2026-10-31T12:00:00.000Z', true],
  ['only since later', 'S-1-5-18', null, '2026-10-31T13:00:00.000Z', false],
  ['at an unknown time', 'S-1-5-18', null, null, true],
  ['with an account that may have changed', 'S-1-5-18', 'changed' as const, '2026-10-31T11:00:00.000Z', false],
  ['as another', 'S-1-5-19', null, '2026-10-31T11:00:00.000Z', false],
])('containerd ran as LocalSystem at noon: %s', (_, sid, hidden, startedAt, is) => {
  expect(ranAsSystem({ sid, hidden, startedAt, evidence: [] }, '2026-10-31T12:00:00.000Z')).toBe(is);
});

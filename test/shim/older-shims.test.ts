import { expect, test } from 'vitest';
import type { ProcessFact } from '../../agent/facts/runtime-process.ts';
import { olderShims } from '../../agent/shim/older-shims.ts';
import { processWith } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';

const changed = '2026-11-01T00:00:00.000Z';
const before = processWith({ pid: 2000, startedAt: got('2026-10-31T12:00:00Z') });
const after = processWith({ pid: 2001, startedAt: got('2026-11-01T06:00:00Z') });
const hidden = processWith({ pid: 2002, startedAt: denied() });

const older = (shims: ProcessFact[], count = shims.length, modifiedAt: string | null = changed) =>
  olderShims(
    factsWith((facts) => {
      facts['runtime-process'].shims = shims;
      facts['runtime-process'].counts.shims = count;
    })['runtime-process'],
    modifiedAt,
  );

test('counts the shims that started before the file changed, and shows them', () => {
  expect(older([after, before])).toEqual({
    count: '1 of 2 running shims is',
    evidence: [{ label: 'shim (pid 2000) started', value: '2026-10-31T12:00:00Z' }],
  });
});

test('says nothing when the start of a shim or the change of the file is not known', () => {
  expect(older([after, hidden])).toBeNull();
  expect(older([])).toBeNull();
  expect(older([before], 1, null)).toBeNull();
});

test('shows five, and says that there may be more when the oldest are not listed', () => {
  const many = Array.from({ length: 9 }, () => before);
  expect(older(many, 80)?.count).toBe('9 or more of 80 running shims are');
  expect(older(many)?.evidence).toHaveLength(5);
});

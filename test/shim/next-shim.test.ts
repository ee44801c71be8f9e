import { describe, expect, test } from 'vitest';
import type { ProcessFact } from '../../agent/facts/runtime-process.ts';
import { knownNextShim, nextShim, olderShims } from '../../agent/shim/next-shim.ts';
import { processWith } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { asLocalService, both, type Edit } from '../variations.ts';

const shimSays =
  (text: string | null): Edit =>
  (facts) => {
    const { shim } = facts['runtime-binaries'];
    if (shim) shim.version = got(text);
  };

const noShim: Edit = (facts) => {
  facts['runtime-binaries'].shim = null;
};

describe('the shim that the next pod gets', () => {
  test('is known first from its own version', () => {
    expect(nextShim(factsWith(shimSays('0.9.12')))).toEqual({
      family: 'volume',
      from: 'containerd-shim-runhcs-v1.exe',
      version: '0.9.12',
    });
  });

  test('is not known without its version, because it may be from another release than containerd', () => {
    expect(nextShim(factsWith(shimSays(null)))).toBeNull();
  });

  test('is judged unknown for the reason that its version is: refused, or none in it', () => {
    const refused = factsWith((facts) => {
      if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = denied();
    });
    expect(() => knownNextShim(refused)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ kind: 'denied' }) }),
    );
    expect(() => knownNextShim(factsWith(shimSays(null)))).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ kind: 'failed' }) }),
    );
  });

  test('is known from the running containerd when no shim was found', () => {
    expect(nextShim(factsWith(noShim))).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is known from the containerd on disk when this account cannot open the pipe', () => {
    const facts = factsWith(both(noShim, asLocalService));
    expect(nextShim(facts)).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is known by the word of the kubelet when neither has a version, and not without it', () => {
    const { cluster, ...facts } = factsWith((all) => {
      all.runtime.version = denied();
      Object.assign(all['runtime-binaries'], { shim: null, containerd: null });
    });
    expect(nextShim({ ...facts, cluster })).toEqual({ family: 'hpc', from: 'containerd', version: '1.7.28' });
    expect(nextShim(facts)).toBeNull();
  });
});

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
  const [at] = before.startedAt.ok ? [before.startedAt.value] : [];
  expect(older([before], 1, at)).toBeNull();
  expect(older([before], 1, null)).toBeNull();
});

test('shows five, and says that there may be more when the oldest are not listed', () => {
  const many = Array.from({ length: 9 }, () => before);
  expect(older(many, 80)?.count).toBe('9 or more of 80 running shims are');
  expect(older(many)?.evidence).toHaveLength(5);
});

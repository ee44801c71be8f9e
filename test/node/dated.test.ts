import { describe, expect, test } from 'vitest';
import { dated, noteOn } from '../../agent/node/dated.ts';

describe('what is known with a date', () => {
  test('is said from its day on, by the time of the facts', () => {
    expect(noteOn('containerd 2.1', 9, new Date('2026-07-02T12:00:00Z'))).toBeNull();
    expect(noteOn('containerd 2.1', 9, new Date('2026-07-03T12:00:00Z'))).toBe(
      'containerd 2.1 has been out of support since 2026-07-03 (containerd/containerd RELEASES.md)',
    );
    expect(noteOn('containerd 9.9', 0, new Date('2026-11-01'))).toBeNull();
  });

  // calico#8529 and Windows-Containers#516: broken from the update of July 2024 to that of October 2024.
  test.each([
    [2527, false],
    [2582, true],
    [2761, true],
    [2762, false],
  ])('is of a range of revisions: %i', (revision, isBad) => {
    expect(noteOn('Windows build 20348', revision, new Date('2026-11-01')) !== null).toBe(isBad);
  });

  test('says how old it is after half a year', () => {
    expect(noteOn('containerd 2.1', 9, new Date('2027-03-01'))).toContain('read 2026-08-22: it may say more by now');
  });

  test('has a source and a day in each row, and no row twice', () => {
    for (const { source, read, from } of dated) {
      expect(source).toMatch(/\w#\d+|\.md$/);
      for (const day of [read, from ?? read]) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    }
    const keys = dated.map(({ of, says }) => `${of} ${says}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

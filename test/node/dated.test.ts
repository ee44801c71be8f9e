import { describe, expect, test } from 'vitest';
import { dated, noteOn } from '../../agent/node/dated.ts';

describe('what is known with a date', () => {
  test('is said from its day on, by the time of the facts', () => {
    expect(noteOn('containerd 2.2', 9, new Date('2026-11-05T12:00:00Z'))).toBeNull();
    expect(noteOn('containerd 2.2', 9, new Date('2026-11-06T12:00:00Z'))).toBe(
      'containerd 2.2 has been out of support since 2026-11-06 (containerd/containerd RELEASES.md)',
    );
    expect(noteOn('containerd 2.2', 9, new Date('2026-11-06'))).not.toBeNull();
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

  // KB5058411 is revision 4061; of the hot patches of that month no source says what they mend.
  test.each([
    [2605, true],
    [3981, false],
    [3983, false],
    [4060, true],
    [4061, false],
  ])('leaves out the revisions of hot patches of which nothing is known: %i', (revision, isBad) => {
    expect(noteOn('Windows build 26100', revision, new Date('2026-11-01')) !== null).toBe(isBad);
  });

  // build/pause/CHANGELOG.md of kubernetes.
  test.each([
    [20348, 508, true],
    [20348, 600, false],
    [26100, 1001, true],
    [26100, 1002, false],
  ])('is of the pause image that has no variant for the node: build %i, %i', (build, version, isOld) => {
    expect(noteOn(`pause on Windows build ${build}`, version, new Date('2026-11-01')) !== null).toBe(isOld);
  });

  test('says how old it is after half a year', () => {
    expect(noteOn('containerd 2.1', 9, new Date('2027-03-01'))).toContain('read 2026-08-22: it may say more by now');
  });

  test('has a source and a day in each row, and no row twice', () => {
    for (const { source, read, from } of dated) {
      expect(source).toMatch(/\w#\d+|\.md$|^https:\/\/(?:learn\.microsoft\.com|kubernetes\.io)\//);
      for (const day of [read, from ?? read]) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    }
    const keys = dated.map(({ of, versions, says }) => `${of} ${versions} ${says}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

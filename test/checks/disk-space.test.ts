import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { diskSpace } from '../../agent/checks/disk-space.ts';
import type { OsFact } from '../../agent/facts/os.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

type Disk = OsFact['disks'][number];

const judge = (...disks: Disk[]) =>
  runCheck(
    diskSpace,
    snapshotWith((facts) => {
      facts.os.disks = disks;
    }),
  );

const disk = (path: string, freeGib: number, sizeGib = 100): Disk => ({
  path,
  space: got({ sizeBytes: sizeGib * 2 ** 30, freeBytes: freeGib * 2 ** 30 }),
});
const absent: Disk = { path: 'D:\\kubelet', space: got(null) };
const hidden: Disk = { path: 'C:\\ProgramData\\containerd\\root', space: denied() };

describe('disk-space', () => {
  test('passes with the volume that has the least', () => {
    const finding = judge(disk('C:\\', 80), disk('D:\\containerd', 15));
    expect(finding).toMatchObject({ status: 'pass', summary: 'D:\\containerd has 15.0 GiB of 100.0 GiB free (15 %)' });
    expect(finding.evidence).toHaveLength(2);
  });

  test('warns below what a kubelet with default settings keeps free', () => {
    const images = judge(disk('C:\\', 14.9));
    expect(images.status).toBe('warn');
    expect(images.summary).toContain('free (14 %): below 15 % a kubelet with default settings removes images');
    expect(textOf(images.fix)).toContain('crictl.exe');
    expect(judge(disk('C:\\', 120, 1000)).status).toBe('warn');
    expect(judge(disk('C:\\', 10)).status).toBe('warn');
  });

  test('fails below what makes the kubelet take no new pods, by the share of the disk alone', () => {
    expect(judge(disk('C:\\', 9.9))).toMatchObject({ status: 'fail', causes: ['container-storage'] });
    expect(judge(disk('C:\\', 9.9)).summary).toContain(
      'below 10 % a kubelet with default settings reports DiskPressure',
    );
    expect(textOf(judge(disk('C:\\', 9.9)).fix)).toMatch(/crictl\.exe.* rmi --prune\n +Risk: /);
    expect(judge(disk('C:\\', 50), disk('D:\\', 0.9, 2)).status).toBe('pass');
  });

  test('leaves out folders that are not there, and is skipped when none is', () => {
    expect(judge(disk('C:\\', 80), absent).status).toBe('pass');
    expect(judge(absent).status).toBe('skip');
  });

  test('is unknown when a volume could not be read and no other one is low', () => {
    expect(judge(disk('C:\\', 80), hidden).status).toBe('unknown');
    expect(judge(disk('C:\\', 15), hidden).status).toBe('unknown');
    expect(judge(disk('C:\\', 14.9), hidden).status).toBe('warn');
    expect(judge(hidden).status).toBe('unknown');
    expect(judge(disk('C:\\', 0.5), hidden).status).toBe('fail');
  });
});

import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { osBuild } from '../../agent/checks/os-build.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (build: number, revision: number | null = 1) =>
  runCheck(
    osBuild,
    snapshotWith((facts) => {
      facts.os.version = got({ build, revision, product: 'Windows Server', installation: 'Server Core' });
    }),
  );

describe('os-build', () => {
  test.each([17_763, 19_042, 20_348, 25_398, 26_100, 30_000])('passes for build %i', (build) => {
    expect(judge(build).status).toBe('pass');
  });

  test('shows the update revision if Windows gives it', () => {
    expect(judge(20_348, 2700).summary).toBe('Windows Server, build 20348.2700');
    expect(judge(20_348, null).summary).toBe('Windows Server, build 20348');
    const shown = [judge(20_348, 2700), judge(20_348, null)].map(({ evidence }) => evidence[1]?.value);
    expect(shown).toEqual(['20348.2700', '20348']);
  });

  // learn.microsoft.com/azure/aks: what ends on AKS is told of AKS alone, whichever revision the build has.
  test.each([2700, null])('tells what ends on AKS there alone, revision %s', (revision) => {
    const noteOf = (version: string) =>
      runCheck(
        osBuild,
        snapshotWith((facts) => {
          facts.os.version = got({ build: 17_763, revision, product: 'Windows Server', installation: 'Server Core' });
          facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
        }),
      ).note ?? '';
    expect(noteOf('1.7.9+azure')).toContain('AKS with Windows build 17763');
    expect(noteOf('1.7.9')).not.toContain('AKS');
  });

  test.each([14_393, 17_134, 17_762])('fails for build %i', (build) => {
    const finding = judge(build);
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('need build 17763');
    expect(textOf(finding.fix)).toContain('kubectl cordon win-node-1');
  });

  test('is unknown when Windows does not say', () => {
    const snapshot = snapshotWith((facts) => {
      facts.os.version = denied();
    });
    expect(runCheck(osBuild, snapshot).status).toBe('unknown');
  });
});

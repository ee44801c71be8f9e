import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { shimVersion } from '../../agent/checks/shim-version.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { processWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { withoutApi } from '../variations.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(shimVersion, snapshotWith(edit));

const versions = (containerd: string, shim: string | null) =>
  judge((facts) => {
    facts.runtime.version = got({ name: 'containerd', version: containerd, apiVersion: 'v1' });
    const binary = facts['runtime-binaries'].shim;
    if (binary) binary.version = got(shim);
  });

describe('shim-version', () => {
  test.each([
    ['v1.7.28', '0.11.7'],
    ['v1.7.28', '0.12.9'],
    ['v1.6.36', '0.9.12'],
    ['v2.1.4', '0.13.0'],
  ])('passes where the rules of containerd %s and hcsshim %s are the same', (containerd, shim) => {
    expect(versions(containerd, shim)).toMatchObject({ status: 'pass', summary: `hcsshim ${shim}` });
  });

  test('warns of an older shim with a newer containerd', () => {
    const finding = versions('v1.7.28', '0.9.12');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('new pods get the rules of containerd 1.6');
    expect(finding.evidence).toContainEqual({ label: 'shim that this containerd ships', value: 'hcsshim 0.11.7' });
    expect(textOf(finding.fix)).toContain('from one release of containerd, 1.7 or newer');
  });

  test('warns of a newer shim with an older containerd', () => {
    expect(versions('v1.6.36', '0.11.7').summary).toContain('new pods get the rules of containerd 1.7 and newer');
  });

  test('fails for a shim that does not know HostProcess containers', () => {
    expect(versions('v1.7.28', '0.8.25')).toMatchObject({ status: 'fail', causes: ['host-process-ignored'] });
  });

  test('is unknown if the shim has no version, also if that of containerd is known', () => {
    const spec = 'containerd-shim-runhcs-v1.exe version spec: 1.1.0';
    for (const text of [null, spec, '1.0.0.0']) {
      const finding = versions('v1.7.28', text);
      expect(finding.status).toBe('unknown');
      expect(finding.summary).toContain('reports no version');
    }
  });

  test('judges the shim alone if the version of containerd is not known', () => {
    const finding = judge((facts) => {
      withoutApi(facts);
      facts.runtime.version = denied();
      facts['runtime-binaries'].containerd = null;
    });
    expect(finding).toMatchObject({ status: 'pass', summary: 'hcsshim 0.11.7' });
    expect(finding.evidence.map(({ label }) => label)).not.toContain('containerd');
  });

  test('warns of running shims that are older than the one on disk', () => {
    const finding = judge((facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.modifiedAt = '2026-11-01T10:00:00.000Z';
      facts['runtime-process'].shims = [
        processWith({ pid: 2000, startedAt: got('2026-10-31T12:05:00.000Z') }),
        processWith({ pid: 2001, startedAt: got('2026-11-01T11:00:00.000Z') }),
        processWith({ pid: 2002, startedAt: denied() }),
      ];
      facts['runtime-process'].counts.shims = 3;
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('1 of 3 running shims');
    expect(finding.evidence.at(-1)).toEqual({ label: 'shim (pid 2000) started', value: '2026-10-31T12:05:00.000Z' });
    expect(textOf(finding.fix)).toContain('kubectl delete pod');
  });

  test('is unknown when the shim could not be asked and no other source says', () => {
    const finding = judge((facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = denied('CreateProcessW: ERROR_ACCESS_DENIED (5)');
    });
    expect(finding.status).toBe('unknown');
  });

  test('shows the commit that the shim was built from', () => {
    const finding = judge((facts) => {
      const { shim } = facts['runtime-binaries'];
      const revision = 'd3e5debf77dab8cd35ce1a842065358469f4b7ea';
      if (shim) shim.build = { go: 'go1.23.7', module: 'github.com/Microsoft/hcsshim', revision };
    });
    expect(finding.evidence).toContainEqual({ label: 'built from commit', value: expect.stringMatching(/^d3e5deb/) });
  });

  test('fails when no shim was found, unless shims run from elsewhere', () => {
    const missing = (running: boolean) =>
      judge((facts) => {
        facts['runtime-binaries'].shim = null;
        facts['runtime-process'].counts.shims = running ? 1 : 0;
      });
    expect(missing(false)).toMatchObject({ status: 'fail' });
    expect(commandsOf(missing(false).fix)).toEqual([
      'where.exe containerd-shim-runhcs-v1.exe',
      "Copy-Item <release>\\bin\\containerd-shim-runhcs-v1.exe 'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe'",
      'Restart-Service containerd -Force',
    ]);
    // Whichever way it was mended, by the PATH or by a copy.
    expect(missing(false).fix?.verify?.run).toBe('Get-Process containerd-shim-runhcs-v1');
    expect(missing(true).status).toBe('skip');
  });
});

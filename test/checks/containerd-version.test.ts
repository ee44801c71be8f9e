import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdVersion } from '../../agent/checks/containerd-version.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { nodeIn, withoutApi } from '../variations.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdVersion, snapshotWith(edit));

const runs = (version: string, name = 'containerd') =>
  judge((facts) => {
    facts.runtime.version = got({ name, version, apiVersion: 'v1' });
  });

describe('containerd-version', () => {
  test.each(['v1.7.0', 'v1.7.28', '1.7.9+azure', '1.7.27-k3s1', 'v2.1.4', 'v2.3.4'])('passes for %s', (version) => {
    expect(runs(version)).toMatchObject({ status: 'pass', causes: [] });
  });

  test('says which shim the release ships', () => {
    expect(runs('v2.1.4').evidence).toEqual([
      { label: 'containerd (running)', value: 'v2.1.4' },
      { label: 'shim that this release ships', value: 'hcsshim 0.13.0' },
    ]);
  });

  test.each(['v1.7.99', 'v2.9.0', 'v3.0.0'])('passes for %s and says that it is not known', (version) => {
    const finding = runs(version);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('newer than the releases that hostprobe knows');
  });

  test.each(['v1.5.18', '1.4.13', '0.9.0'])(
    'fails for %s, which starts HostProcess pods as ordinary ones',
    (version) => {
      const finding = runs(version);
      expect(finding).toMatchObject({ status: 'fail', causes: ['host-process-ignored'] });
      expect(finding.summary).toContain('does not know HostProcess containers');
      expect(textOf(finding.fix)).toContain('of containerd, 1.7 or newer');
    },
  );

  test('warns for 1.6 with what it lacks and what an upgrade changes', () => {
    const finding = runs('v1.6.36');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toMatch(/^containerd 1\.6\.36 \(running\): .*local groups.*CONTAINER_SANDBOX_MOUNT_POINT/);
    expect(finding.summary).not.toMatch(/1\.6\.(7|18|34)|statistics/);
    expect(textOf(finding.fix)).toContain('C:\\hpc');
  });

  test('counts what each patch of 1.6 lacks', () => {
    expect(runs('v1.6.6').summary).toMatch(/\(from 1\.6\.7\).*\(from 1\.6\.18\).*statistics/);
    expect(runs('1.6.6-beta').summary).toContain('(from 1.6.7)');
    expect(runs('v1.6.7').summary).not.toContain('from 1.6.7');
    expect(runs('v1.6.17').summary).toContain('from 1.6.18');
    expect(runs('v1.6.18').summary).not.toContain('from 1.6.18');
    expect(runs('v1.6.34').summary).toContain('only 1.6.34');
    expect(runs('v1.6.5').summary).toContain('statistics');
    expect(runs('v1.6.4').summary).not.toContain('statistics');
  });

  test('judges a pre-release of 1.6 as 1.6, and warns of one of a later series', () => {
    expect(runs('1.6.0-rc.1')).toMatchObject({ status: 'warn' });
    const finding = runs('v1.7.0-beta.3');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('a pre-release');
    expect(runs('v2.3.0-beta.2').summary).toContain('containerd/containerd#13254');
  });

  test('warns of a runtime that is not containerd', () => {
    const finding = runs('20.10.9', 'docker');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('the runtime is docker 20.10.9');
  });

  test('takes the version on disk where CRI is closed, and says so', () => {
    const finding = judge((facts) => {
      withoutApi(facts);
      facts.runtime.version = denied();
    });
    expect(finding).toMatchObject({ status: 'pass', summary: 'containerd 1.7.28 (on disk)' });
  });

  test('prefers the version that the kubelet reports to the one on disk', () => {
    const finding = judge((facts) => {
      facts.runtime.version = denied();
      nodeIn(facts).runtimeVersion = 'containerd://1.6.36';
    });
    expect(finding).toMatchObject({
      status: 'warn',
      summary: expect.stringContaining('containerd 1.6.36 (running, by the kubelet)'),
    });
  });

  test('takes the version on disk if that of CRI cannot be parsed', () => {
    expect(runs('dev').summary).toBe('containerd 1.7.28 (on disk)');
  });

  test('is unknown with the reason when no source has a version', () => {
    const closed = judge((facts) => {
      facts.runtime.version = denied('the pipe is read-only');
      withoutApi(facts);
      facts['runtime-binaries'].containerd = null;
    });
    expect(closed.status).toBe('unknown');
    expect(closed.summary).toContain('the pipe is read-only');
    const odd = judge((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'dev', apiVersion: 'v1' });
      const { containerd } = facts['runtime-binaries'];
      if (containerd) containerd.version = got(null);
    });
    expect(odd.status).toBe('unknown');
    expect(odd.summary).toContain('"dev", which contains no version number');
  });
});

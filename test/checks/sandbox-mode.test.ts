import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { sandboxMode } from '../../agent/checks/sandbox-mode.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { asLocalService, both, type Edit, fallbackMode, isolated, plainProgram, volumeMode } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(sandboxMode, snapshotWith(both(...edits)));

/** A shim whose build tells nothing. */
const silentShim: Edit = (facts) => {
  const { shim } = facts['runtime-binaries'];
  if (shim) shim.version = got(null);
};
const noShim: Edit = (facts) => {
  facts['runtime-binaries'].shim = null;
};
const upgradedTo = (version: string): Edit =>
  both(noShim, (facts) => {
    facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
  });
const bindFilter = (present: FactValues['runtime-binaries']['bindFilter']['present']): Edit => {
  return (facts) => {
    facts['runtime-binaries'].bindFilter.present = present;
  };
};

describe('sandbox-mode', () => {
  test.each([
    ['bind', () => undefined],
    ['volume', volumeMode],
    ['fallback', fallbackMode],
    ['bind, by the version of containerd where no shim was found', noShim],
    ['bind, by containerd on disk, as LocalService', both(noShim, asLocalService)],
  ] as [string, Edit][])('passes when a new pod gets the same: %s', (_, edit) => {
    const finding = judge(edit);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('a new pod gets the same');
  });

  test('passes with a shim that does not use the bind filter, whether its file can be seen or not', () => {
    const finding = judge(volumeMode, upgradedTo('v1.6.36'), bindFilter(denied()));
    expect(finding.status).toBe('pass');
    expect(finding.evidence).toContainEqual({
      label: 'C:\\Windows\\System32\\bindfltapi.dll',
      value: 'could not read (OpenProcessToken: ERROR_ACCESS_DENIED (5))',
    });
  });

  test('warns when containerd was upgraded and this pod keeps its old shim', () => {
    const finding = judge(volumeMode, upgradedTo('v1.7.28'));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toMatch(/this pod is in volume mode.* a new pod gets bind mode/);
    expect(textOf(finding.fix)).toContain('%CONTAINER_SANDBOX_MOUNT_POINT%');
    expect(textOf(finding.fix)).toContain('spec.nodeName=win-node-1');
    expect(finding.evidence).toContainEqual({ label: 'containerd version', value: 'v1.7.28' });
    // That has nothing to do with it.
    expect(finding.evidence.map(({ label }) => label)).not.toContain('bindfltapi.dll changed');
    expect(finding.broughtBy).toEqual(['shim-version']);
  });

  test('warns when the bind filter came after this pod, and says of when its file is', () => {
    const finding = judge(fallbackMode, bindFilter(got(true)), (facts) => {
      facts['runtime-binaries'].bindFilter.modifiedAt = '2026-10-31T20:00:00.000Z';
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toMatch(/fallback mode.* gets bind mode/);
    expect(finding.broughtBy).toEqual([]);
    expect(finding.evidence).toContainEqual({ label: 'bindfltapi.dll changed', value: '2026-10-31T20:00:00.000Z' });
  });

  test('goes by the version of the shim on disk if it has one, not by containerd', () => {
    const oldShim: Edit = (facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = got('0.9.12');
    };
    expect(judge(oldShim)).toMatchObject({
      summary: expect.stringMatching(/bind mode.* gets volume mode/),
      broughtBy: ['shim-version'],
    });
  });

  test('fails when a new pod would be no HostProcess container at all', () => {
    const finding = judge(volumeMode, upgradedTo('v1.5.18'));
    expect(finding).toMatchObject({ status: 'fail', causes: ['host-process-ignored'] });
  });

  test('needs no bind filter to judge containerd 1.6', () => {
    expect(judge(volumeMode, bindFilter(denied())).status).toBe('pass');
  });

  test('is unknown when the bind filter or every version is hidden', () => {
    expect(judge(bindFilter(denied())).status).toBe('unknown');
    const noVersion: Edit = (facts) => {
      facts.runtime.version = denied();
      facts['runtime-binaries'].containerd = null;
    };
    const noCluster: Edit = (facts) => {
      facts.cluster.seen = null;
    };
    expect(judge(noShim, noVersion, noCluster).status).toBe('unknown');
    // The kubelet has told the cluster the version.
    expect(judge(noShim, noVersion).status).toBe('pass');
  });

  test('is unknown when the shim has no version, also if containerd has one', () => {
    expect(judge(silentShim)).toMatchObject({
      status: 'unknown',
      summary: expect.stringContaining('reports no version'),
    });
  });

  test('is skipped for a runtime whose versions say nothing about the shim', () => {
    const finding = judge(noShim, (facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
      facts['runtime-binaries'].containerd = null;
    });
    expect(finding.status).toBe('skip');
    expect(finding.summary).toContain('docker 20.10.9');
  });

  test('finds the mode of a chosen rootfs by the silo', () => {
    const custom: Edit = (facts) => Object.assign(facts.sandbox, { form: 'custom', mountPoint: 'C:\\rootfs\\' });
    expect(judge(custom).status).toBe('pass');
    expect(
      judge(custom, (facts) => {
        facts.identity.silo = got(null);
      }).summary,
    ).toContain('fallback mode');
    expect(
      judge(custom, (facts) => {
        facts.identity.silo = denied();
      }).status,
    ).toBe('unknown');
  });

  test('is skipped outside a HostProcess container', () => {
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
  });
});

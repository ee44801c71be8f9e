import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { bindFilter } from '../../agent/checks/bind-filter.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { processWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(bindFilter, snapshotWith(edit));

const without = (build: number, product: string) =>
  judge((facts) => {
    facts['runtime-binaries'].bindFilter = {
      path: 'C:\\Windows\\System32\\bindfltapi.dll',
      present: got(false),
      modifiedAt: null,
    };
    facts.os.version = got({ build, revision: 2114, product, installation: 'Server Core' });
  });

function release(facts: FactValues, containerd: string, shim: string | null): void {
  facts.runtime.version = got({ name: 'containerd', version: containerd, apiVersion: 'v1' });
  const binaries = facts['runtime-binaries'];
  if (binaries.shim) binaries.shim.version = got(shim);
  if (binaries.containerd) binaries.containerd.version = got(containerd);
}

describe('bind-filter', () => {
  test('passes when it is there', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'bindfltapi.dll is there: new pods are in bind mode' });
  });

  test('passes if the time of the file is not known, whenever the shims started', () => {
    const finding = judge((facts) => {
      facts['runtime-binaries'].bindFilter.modifiedAt = null;
      const [shim] = facts['runtime-process'].shims;
      if (shim) shim.startedAt = got('1969-01-01T00:00:00Z');
    });
    expect(finding.status).toBe('pass');
    expect(finding.evidence?.[0]?.value).toBe('there, changed at an unknown time');
  });

  test('warns on Windows Server 2019 without it, and names the update', () => {
    const finding = without(17_763, 'Windows Server 2019 Datacenter');
    expect(finding).toMatchObject({ status: 'warn', causes: ['token-path'] });
    expect(finding.summary).toContain('fallback mode');
    expect(textOf(finding.fix)).toContain('July 2022');
    expect(textOf(finding.fix)).toContain('%CONTAINER_SANDBOX_MOUNT_POINT%');
    expect(finding.evidence).toContainEqual({
      label: 'Windows',
      value: 'Windows Server 2019 Datacenter, build 17763.2114',
    });
  });

  test('warns without it where the version of Windows could not be read', () => {
    const finding = judge((facts) => {
      facts['runtime-binaries'].bindFilter.present = got(false);
      facts.os.version = denied();
    });
    expect(finding.status).toBe('warn');
    expect(finding.evidence.map(({ label }) => label)).not.toContain('Windows');
  });

  test('goes by the file and not by the build: it can be missing on Windows Server 2022 too', () => {
    const finding = without(20_348, 'Windows Server 2022 Datacenter');
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toContain('DISM.exe /Online /Cleanup-Image /RestoreHealth');
  });

  test('has a node of a managed pool replaced, not repaired', () => {
    const finding = judge((facts) => {
      facts['runtime-binaries'].bindFilter.present = got(false);
      facts.os.version = got({
        build: 20_348,
        revision: 2114,
        product: 'Windows Server 2022 Datacenter',
        installation: 'Server Core',
      });
      const node = facts.cluster.seen?.node;
      if (node?.ok && node.value) node.value.labels['kubernetes.azure.com/agentpool'] = 'win';
    });
    expect(commandsOf(finding.fix)).toEqual([
      'kubectl apply -f <manifest>',
      'az aks nodepool upgrade --resource-group <resource group> --cluster-name <cluster> --name win --node-image-only',
    ]);
    expect(finding.fix?.verify?.expect).toBe('On a node that was made since, it prints True.');
  });

  test('is skipped for the shims before containerd 1.7, by the shim itself or by the release', () => {
    const older = (containerd: string, shim: string | null) => judge((facts) => release(facts, containerd, shim));
    expect(older('v1.6.36', '0.9.12').status).toBe('skip');
    expect(older('v1.7.28', '0.9.12').status).toBe('skip');
    expect(older('v1.5.18', '0.8.25').status).toBe('skip');
    expect(older('v1.6.36', '0.11.7').status).toBe('pass');
  });

  test('warns of running shims that are older than the file', () => {
    const finding = judge((facts) => {
      facts['runtime-binaries'].bindFilter.modifiedAt = '2026-11-01T00:00:00.000Z';
      facts['runtime-process'].shims = [
        processWith({ pid: 2000, startedAt: got('2026-10-31T12:05:00.000Z') }),
        processWith({ pid: 2001, startedAt: denied() }),
      ];
      facts['runtime-process'].counts.shims = 2;
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('1 of 2 running shims is older than the file: pods of older shims may');
    expect(finding.evidence.at(-1)?.label).toBe('shim (pid 2000) started');
  });

  test('is unknown when the file could not be looked at, or no release is known', () => {
    const hidden = judge((facts) => {
      facts['runtime-binaries'].bindFilter.present = denied();
    });
    const nothing = judge((facts) => {
      facts.runtime.version = denied();
      facts['runtime-binaries'].containerd = null;
      facts['runtime-binaries'].shim = null;
      facts.cluster.seen = null;
    });
    expect([hidden.status, nothing.status]).toEqual(['unknown', 'unknown']);
  });

  test('is skipped for a runtime whose shim is not known', () => {
    const finding = judge((facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
      facts['runtime-binaries'].containerd = null;
      facts['runtime-binaries'].shim = null;
    });
    expect(finding).toMatchObject({ status: 'skip' });
  });
});

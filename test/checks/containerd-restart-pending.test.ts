import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdRestartPending } from '../../agent/checks/containerd-restart-pending.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, processWith } from '../distributions.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdRestartPending, snapshotWith(edit));

/** After the node booted and after containerd started. */
const later = '2026-11-01T09:00:00.000Z';

function editBinary(
  facts: FactValues,
  change: Partial<NonNullable<FactValues['runtime-binaries']['containerd']>>,
): void {
  const { containerd } = facts['runtime-binaries'];
  if (containerd) Object.assign(containerd, change);
}

function editConfig(facts: FactValues, modifiedAt: string): void {
  const { config } = facts['runtime-binaries'];
  if (config.ok && config.value) config.value.modifiedAt = modifiedAt;
}

describe('containerd-restart-pending', () => {
  test('passes when what is on disk is what runs', () => {
    expect(judge().status).toBe('pass');
  });

  test('passes however the version is written', () => {
    expect(judge((facts) => editBinary(facts, { version: got('1.7.28') })).status).toBe('pass');
  });

  test('warns of another build of the same version, by what a distribution adds or by the time of the file', () => {
    const rebuilt = judge((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'v1.7.28-k3s1', apiVersion: 'v1' });
      editBinary(facts, { version: got('v1.7.28-k3s2') });
    });
    expect(rebuilt.summary).toContain('containerd 1.7.28-k3s1 runs, but 1.7.28-k3s2 is on disk');
    const replaced = judge((facts) => editBinary(facts, { modifiedAt: later }));
    expect(replaced).toMatchObject({ status: 'warn' });
    expect(replaced.summary).toContain('containerd.exe was changed after containerd started');
  });

  test('never says restart first where containerd would not come back', () => {
    const finding = judge((facts) => {
      editConfig(facts, later);
      const { config } = facts['runtime-binaries'];
      const refused = { path: 'C:\\x\\config.toml', line: 3, message: 'unterminated string' };
      if (config.ok && config.value) config.value.refused = refused;
    });
    expect(finding.summary).toContain('does not start again with C:\\x\\config.toml as it is');
    expect(finding.evidence).toContainEqual({ label: 'C:\\x\\config.toml', value: 'line 3: unterminated string' });
    expect(finding.fix?.steps[0]?.say).toContain('see containerd-config');
  });

  test('asks to check the configuration before the restart, and reads its imports', () => {
    const finding = judge((facts) => {
      const { config } = facts['runtime-binaries'];
      if (config.ok && config.value) config.value.imports = [{ path: 'C:\\conf.d\\a.toml', modifiedAt: later }];
    });
    expect(finding.summary).toContain('C:\\conf.d\\a.toml was changed after containerd started');
    expect(finding.fix?.steps[0]?.run).toContain('config dump');
    expect(finding.fix?.steps[1]?.run).toContain('Restart-Service containerd');
  });

  test('takes a file that was written in the moment of the start for one that runs', () => {
    const finding = judge((facts) => {
      facts['runtime-process'].containerd = [processWith({ startedAt: got(later) })];
      editBinary(facts, { modifiedAt: later });
      editConfig(facts, later);
    });
    expect(finding.status).toBe('pass');
  });

  test('passes by the configuration alone where no containerd.exe was found on disk, or its version cannot be read', () => {
    const gone = judge((facts) => {
      facts['runtime-binaries'].containerd = null;
    });
    expect(gone.status).toBe('pass');
    const silent = judge((facts) => editBinary(facts, { version: got(null) }));
    expect(silent.status).toBe('pass');
    expect(silent.evidence.map(({ label }) => label)).not.toContain('version on disk');
  });

  test('warns of another release on disk', () => {
    const finding = judge((facts) => editBinary(facts, { version: got('v2.1.4') }));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('containerd 1.7.28 runs, but 2.1.4 is on disk');
    expect(textOf(finding.fix)).toContain('Restart-Service containerd -Force');
  });

  test('does not compare the version of another runtime with the file of containerd', () => {
    const finding = judge((facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
    });
    expect(finding.status).toBe('pass');
  });

  test('goes by the time of the file if a version is not known', () => {
    const finding = judge((facts) => {
      facts.runtime.version = denied();
      editBinary(facts, { modifiedAt: later });
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('containerd.exe was changed after containerd started');
  });

  test('warns of a configuration that was changed since', () => {
    const finding = judge((facts) => editConfig(facts, later));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('config.toml was changed after containerd started');
    expect(finding.evidence).toContainEqual({
      label: 'C:\\Program Files\\containerd\\config.toml changed',
      value: later,
    });
  });

  test('names both when both wait', () => {
    const finding = judge((facts) => {
      editBinary(facts, { version: got('v1.7.30') });
      editConfig(facts, later);
    });
    expect(finding.summary).toMatch(/1\.7\.30 is on disk; .*config\.toml was changed/);
  });

  test('judges nothing where it is not known when containerd was started', () => {
    const hidden = judge((facts) => {
      facts['runtime-process'].containerd = [processWith({ startedAt: denied() })];
    });
    expect(hidden.status).toBe('unknown');
  });

  test('passes without a config.toml, and is unknown when it could not be read', () => {
    const withConfig = (config: FactValues['runtime-binaries']['config']) =>
      judge((facts) => {
        facts['runtime-binaries'].config = config;
      });
    expect(withConfig(got(null)).status).toBe('pass');
    expect(withConfig(denied()).status).toBe('unknown');
  });

  test('names the changes that it knows, although others are hidden', () => {
    const finding = judge((facts) => {
      editBinary(facts, { version: got('v2.1.4') });
      facts['runtime-binaries'].config = denied();
    });
    expect(finding.status).toBe('warn');
  });

  test('asks for the restart of what starts containerd', () => {
    const embedded = judge((facts) => {
      distributions.RKE2?.(facts);
      editConfig(facts, later);
    });
    expect(textOf(embedded.fix)).toContain('Restart-Service rke2');
    const alone = judge((facts) => {
      facts.services.containerd = got(null);
      editConfig(facts, later);
    });
    expect(textOf(alone.fix)).toContain('Restart the program that starts containerd');
  });

  test('is skipped where containerd does not run', () => {
    const finding = judge((facts) => {
      facts['runtime-process'].containerd = [];
    });
    expect(finding.status).toBe('skip');
  });
});

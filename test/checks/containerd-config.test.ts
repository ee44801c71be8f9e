import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdConfig } from '../../agent/checks/containerd-config.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions } from '../distributions.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdConfig, snapshotWith(edit));
const path = 'C:\\Program Files\\containerd\\config.toml';

const refused = (facts: FactValues) => {
  const { config } = facts['runtime-binaries'];
  if (config.ok && config.value !== null) config.value.refused = { path, line: 12, message: 'unterminated string' };
};

describe('containerd-config', () => {
  test('passes for a file that containerd can read', () => {
    expect(judge()).toMatchObject({ status: 'pass' });
  });

  test('fails while containerd still runs, with the line and a way to try the file without a restart', () => {
    const finding = judge(refused);
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain(
      '(line 12: unterminated string): it does not come back after a restart or reboot',
    );
    expect(textOf(finding.fix)).toContain(
      `& 'C:\\Program Files\\containerd\\containerd.exe' --config '${path}' config dump`,
    );
    expect(textOf(finding.fix)).toContain('save it as UTF-8');
  });

  test('asks for a missing import, which the command of containerd does not report', () => {
    const { fix } = judge((facts) => {
      const { config } = facts['runtime-binaries'];
      const missing = { path: 'D:\\more.toml', line: null, message: 'is imported, but not there' };
      if (config.ok && config.value !== null) config.value.refused = missing;
    });
    expect(textOf(fix)).toContain('Put D:\\more.toml there, or take it out of imports');
    expect(textOf(fix)).not.toContain('save it as UTF-8');
    expect(fix?.verify?.run).toContain('hostprobe report');
  });

  test('is corrected in the template too where rke2 or k3s writes the file', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      refused(facts);
    });
    expect(textOf(finding.fix)).toContain('and do the same in config.toml.tmpl beside');
    expect(textOf(judge(refused).fix)).not.toContain('.tmpl');
  });

  test('says that containerd does not start where it does not run', () => {
    const finding = judge((facts) => {
      refused(facts);
      facts['runtime-process'].containerd = [];
    });
    expect(finding.summary).toContain('it does not start');
  });

  test('is skipped without a file, and unknown where it may not be read', () => {
    const judged = (config: FactValues['runtime-binaries']['config']) =>
      judge((facts) => {
        facts['runtime-binaries'].config = config;
      }).status;
    expect(judged(got(null))).toBe('skip');
    expect(judged(denied())).not.toBe('pass');
  });
});

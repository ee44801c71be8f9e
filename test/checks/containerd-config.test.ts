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

  test.each<[what: string, refused: string, imports: readonly string[], first: string[]]>([
    [
      ...(['the file itself', path, ['D:\\more.toml']] as const),
      [
        `See the lines of the file with their numbers. Get-Content -LiteralPath '${path}' | ForEach-Object { $n = 0 } { $n++; "$n $_" }`,
        'Correct the file, and save it as UTF-8 without a byte order mark, before anything restarts containerd.',
      ],
    ],
    [
      ...(['a file that it imports', 'D:\\more.toml', ['D:\\more.toml']] as const),
      [
        `See the lines of the file with their numbers. Get-Content -LiteralPath 'D:\\more.toml' | ForEach-Object { $n = 0 } { $n++; "$n $_" }`,
        'Correct the file, and save it as UTF-8 without a byte order mark, before anything restarts containerd.',
      ],
    ],
    [
      ...(['an import that is not there', 'D:\\more.toml', []] as const),
      [
        `See which files the configuration imports. Select-String -LiteralPath '${path}' -Pattern imports`,
        'Put D:\\more.toml there, or take it out of imports, before anything restarts containerd.',
      ],
    ],
  ])('has the whole evidence of %s, and all steps in their order', (_, where, imports, first) => {
    const { evidence, fix } = judge((facts) => {
      const { config } = facts['runtime-binaries'];
      if (!config.ok || config.value === null) return;
      const read = {
        refused: { path: where, line: 12, message: 'wrong' },
        imports: imports.map((one) => ({ path: one })),
      };
      Object.assign(config.value, read);
    });
    expect(evidence.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      ...[`file: ${path}`, ...imports.map((one) => `imports: ${one}`), `${where}: line 12: wrong`],
    ]);
    const steps = fix?.steps.map(({ say, run }) => [say, run].filter(Boolean).join(' '));
    expect(steps?.slice(0, 2)).toEqual(first);
    expect(steps?.slice(2)).toEqual([expect.stringMatching(/^Ask containerd too, .* config dump$/)]);
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

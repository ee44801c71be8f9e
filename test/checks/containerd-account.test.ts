import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdAccount } from '../../agent/checks/containerd-account.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (...args: Parameters<typeof snapshotWith>) => runCheck(containerdAccount, snapshotWith(...args));

describe('containerd-account', () => {
  test('passes for a process that runs as LocalSystem', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'LocalSystem, by the running process' });
  });

  test('fails for a user account and names it, whatever the configuration says by now', () => {
    const finding = judge((facts) => {
      const process = facts['runtime-process'].containerd[0];
      if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('WIN-NODE-1\\Administrator');
    expect(finding.fix).toContain('sc.exe config containerd obj= LocalSystem');
    expect(finding.causes).toEqual(['containerd-account']);
  });

  test('falls back to the configured account when the token of the process is hidden', () => {
    const hide = (facts: Parameters<NonNullable<Parameters<typeof snapshotWith>[0]>>[0]) => {
      const process = facts['runtime-process'].containerd[0];
      if (process) process.account = denied();
    };
    expect(judge(hide)).toMatchObject({ status: 'pass', summary: 'LocalSystem, by the service configuration' });
    expect(
      judge((facts) => {
        hide(facts);
        if (facts.services.containerd.ok && facts.services.containerd.value) {
          facts.services.containerd.value.account = '.\\Administrator';
        }
      }).status,
    ).toBe('fail');
  });

  test('is unknown, never bad, when neither process nor configuration can be read', () => {
    const finding = judge((facts) => {
      const process = facts['runtime-process'].containerd[0];
      if (process) process.account = denied();
      facts.services.containerd = denied('OpenServiceW containerd: ERROR_ACCESS_DENIED (5)');
    });
    expect(finding).toMatchObject({ status: 'unknown' });
    expect(finding.fix).toContain('NT AUTHORITY\\SYSTEM');
  });
});

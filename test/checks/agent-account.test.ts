import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { agentAccount } from '../../agent/checks/agent-account.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { asLocalService, both, type Edit, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(agentAccount, snapshotWith(both(...edits)));
const account =
  (sid: string, name: string | null, groups: { sid: string; name: string | null; enabled: boolean }[] = []): Edit =>
  (facts) => {
    if (facts.identity.token.ok) Object.assign(facts.identity.token.value, { user: { sid, name }, groups });
  };
const temporary = ['S-1-5-21-1-2-3-1004', 'WIN-NODE-1\\a1b2c3d4e5f60718293a'] as const;
const administrators = (enabled: boolean) => ({ sid: 'S-1-5-32-544', name: 'BUILTIN\\Administrators', enabled });

describe('agent-account', () => {
  test('shows whether its token is elevated', () => {
    const finding = runCheck(agentAccount, snapshotWith());
    expect(finding.evidence.find(({ label }) => label === 'elevated')?.value).toMatch(/^(?:true|yes)$/);
  });

  test('passes as LocalSystem', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'LocalSystem: sees all that hostprobe asks for' });
  });

  test.each([
    ['LocalService', asLocalService],
    ['NetworkService', account('S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE')],
  ] as [string, Edit][])('passes as %s and says what it cannot see', (name, edit) => {
    const finding = judge(edit);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain(`${name} may not read the CRI pipe`);
    expect(finding.summary).toContain('CRI pipe');
  });

  test('passes as the temporary account of a group and shows its groups', () => {
    const finding = judge(
      account(...temporary, [
        { sid: 'S-1-5-21-1-2-3-1003', name: 'WIN-NODE-1\\hpc-localgroup', enabled: true },
        { sid: 'S-1-5-5-0-99', name: null, enabled: true },
      ]),
    );
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('the temporary account WIN-NODE-1\\a1b2c3d4e5f60718293a of a local group');
    expect(finding.evidence).toContainEqual({ label: 'groups', value: 'WIN-NODE-1\\hpc-localgroup, S-1-5-5-0-99' });
  });

  test('passes for the group Administrators, warns when Windows filtered it out of the token', () => {
    expect(judge(account(...temporary, [administrators(true)]))).toMatchObject({ status: 'pass' });
    const filtered = judge(account(...temporary, [administrators(false)]));
    expect(filtered.status).toBe('warn');
    expect(filtered.summary).toContain('it is not an administrator here');
    expect(filtered.evidence).toContainEqual({ label: 'groups', value: 'BUILTIN\\Administrators (off)' });
    expect(judge(account('S-1-5-18', null)).evidence).toEqual(
      expect.arrayContaining([
        { label: 'account', value: 'S-1-5-18' },
        { label: 'groups', value: '(none)' },
      ]),
    );
  });

  test('warns as an ordinary user, which only the inherit-user annotation gives', () => {
    const finding = judge(account('S-1-5-21-1-2-3-1001', 'CORP\\svc-containerd'));
    expect(finding).toMatchObject({ status: 'warn', causes: ['inherit-user-annotation'] });
    expect(finding.summary).toContain('CORP\\svc-containerd is neither');
  });

  test('does not accuse an account whose name could not be found', () => {
    expect(judge(account('S-1-5-21-1-2-3-1001', null)).status).toBe('pass');
  });

  test('passes for a plain program, as administrator or not', () => {
    expect(judge(plainProgram).summary).toBe('WIN-NODE-1\\Administrator, an administrator');
    const weak = judge(plainProgram, account('S-1-5-21-1-2-3-1001', 'WIN-NODE-1\\jo', [administrators(false)]));
    expect(weak.status).toBe('pass');
    expect(weak.summary).toContain('not an administrator, may not read');
  });

  test('is unknown without the token', () => {
    expect(
      judge((facts) => {
        facts.identity.token = denied();
      }).status,
    ).toBe('unknown');
  });
});

import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { interactiveLogonRight } from '../../agent/checks/interactive-logon-right.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { asLocalService, both, type Edit, volumeMode } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(interactiveLogonRight, snapshotWith(both(...edits)));
const rights = (SeInteractiveLogonRight: string[], SeDenyInteractiveLogonRight: string[] = []): Edit => {
  return (facts) => {
    facts.accounts.rights = got({ SeInteractiveLogonRight, SeDenyInteractiveLogonRight });
  };
};

describe('interactive-logon-right', () => {
  test.each(['S-1-5-32-545', 'S-1-5-11', 'S-1-1-0', 'S-1-5-4', 'S-1-5-113'])(
    'passes when %s may log on, which the account of every group is',
    (sid) => {
      const finding = judge(rights(['S-1-5-32-544', sid]));
      expect(finding).toMatchObject({ status: 'pass', summary: expect.stringContaining(`(${sid}) have it`) });
      expect(finding.summary).not.toContain('Administrators');
    },
  );

  test('warns when only Administrators may, and names who may', () => {
    const finding = judge(rights(['S-1-5-32-544', 'S-1-5-21-1-2-3-1003']));
    expect(finding).toMatchObject({ status: 'warn', causes: ['interactive-logon-right'] });
    expect(finding.summary).toContain('only Administrators (S-1-5-32-544), S-1-5-21-1-2-3-1003 may log on locally');
    expect(finding.summary).toContain('a pod whose runAsUserName is any other local group');
    expect(textOf(finding.fix)).toContain('Allow log on locally');
    expect(textOf(finding.fix)).toContain('Risk:');
  });

  test.each(['SeInteractiveLogonRight', 'SeDenyInteractiveLogonRight'] as const)(
    'skips where the snapshot has no list %s',
    (missing) => {
      const finding = judge(rights(['S-1-5-32-545']), (facts) => {
        if (facts.accounts.rights.ok) delete facts.accounts.rights.value[missing];
      });
      expect(finding.status).toBe('skip');
    },
  );

  test('warns when nobody has the right', () => {
    expect(judge(rights([])).summary).toMatch(/^nobody may log on locally: a pod whose runAsUserName is a local group/);
  });

  test('adds the group to those that have the right, or as the first', () => {
    expect(textOf(judge(rights(['S-1-5-32-544'])).fix)).toContain("'$0,<group>'");
    expect(textOf(judge(rights([])).fix)).toContain("'SeInteractiveLogonRight = <group>'");
  });

  test('warns when a denial covers every temporary account, whatever else has the right', () => {
    const finding = judge(rights(['S-1-5-32-545'], ['S-1-5-32-546', 'S-1-5-32-551', 'S-1-5-113']));
    // Source: learn.microsoft.com, well-known SIDs.
    expect(finding.evidence[1]?.value).toBe(
      'Guests (S-1-5-32-546), Backup Operators (S-1-5-32-551), Local account (S-1-5-113)',
    );
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('names Local account (S-1-5-113)');
    expect(textOf(finding.fix)).toContain('Deny log on locally');
  });

  test('passes when a denial covers others only', () => {
    expect(judge(rights(['S-1-5-32-545'], ['S-1-5-32-546'])).status).toBe('pass');
  });

  test('is skipped with containerd 1.6, which knows no groups, even when the rights are hidden', () => {
    expect(judge(volumeMode, asLocalService).status).toBe('skip');
  });

  test('is judged when no version is known', () => {
    const finding = judge(rights([]), (facts) => {
      facts.runtime.version = denied();
      Object.assign(facts['runtime-binaries'], { containerd: null, shim: null });
    });
    expect(finding.status).toBe('warn');
  });

  test('is hidden from LocalService, and skipped when the snapshot has no such list', () => {
    expect(judge(asLocalService).status).toBe('hidden');
    expect(
      judge((facts) => {
        facts.accounts.rights = got({});
      }).status,
    ).toBe('skip');
  });
});

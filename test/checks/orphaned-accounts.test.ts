import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { orphanedAccounts } from '../../agent/checks/orphaned-accounts.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { asLocalService, both, type Edit, withoutApi } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(orphanedAccounts, snapshotWith(both(...edits)));
const users =
  (...names: string[]): Edit =>
  (facts) => {
    facts.accounts.users = got(names.map((name) => ({ name, disabled: false, locked: false, passwordExpired: false })));
  };
/** First 20 digits of the container that the healthy node runs. */
const ofContainer = 'a1b2c3d4e5f60718293a';
const leftOver = '8f2d7c41b0e95a36d1c4';

describe('orphaned-accounts', () => {
  test('passes without an account that is named after a container, the runtime hidden or not', () => {
    expect(judge().status).toBe('pass');
    expect(judge(asLocalService).status).toBe('pass');
  });

  test('passes for the account of a container that the runtime knows', () => {
    expect(judge(users('Administrator', ofContainer)).status).toBe('pass');
    expect(judge(users(ofContainer.toUpperCase())).status).toBe('pass');
  });

  test.each(['8f2d7c41b0e95a36d1c', '8f2d7c41b0e95a36d1c4a', 'zf2d7c41b0e95a36d1c4'])(
    'does not take %s for the account of a container',
    (name) => {
      expect(judge(users(name)).summary).toContain('none');
    },
  );

  test('warns for those left over, and gives the command with its risk', () => {
    const finding = judge(users('Administrator', ofContainer, leftOver));
    expect(finding).toMatchObject({ status: 'warn', causes: ['stale-local-account'] });
    expect(finding.summary).toContain('1 local account left over');
    expect(textOf(finding.fix)).toContain(`Remove-LocalUser -Name ${leftOver}`);
    expect(textOf(finding.fix)).not.toContain(ofContainer);
    expect(textOf(finding.fix)).toContain('Risk:');
  });

  test('names ten of many', () => {
    const many = Array.from({ length: 25 }, (_, index) => `${String(index).padStart(2, '0')}2d7c41b0e95a36d1c4`);
    const finding = judge(users(...many));
    expect(finding.summary).toContain('25 local accounts left over');
    expect(finding.evidence[0]?.value).toMatch(/ and 15 more$/);
    const eleven = judge(users(...Array.from({ length: 11 }, (_, index) => `${index}`.padStart(20, 'f'))));
    expect(eleven.evidence[0]?.value).toMatch(/ and 1 more$/);
    const ten = judge(users(...Array.from({ length: 10 }, (_, index) => `${index}`.padStart(20, 'f'))));
    expect(ten.evidence[0]?.value).not.toContain('more');
    expect(textOf(eleven.fix)).toContain(
      'Remove these accounts if they are in that list, and its others in the same way',
    );
  });

  test('says when the list of users was cut', () => {
    const cut: Edit = (facts) => {
      facts.accounts.truncated.push('users');
    };
    expect(judge(cut).evidence).toContainEqual({ label: 'list of users', value: 'incomplete; there may be more' });
    expect(judge(users(leftOver), cut).evidence).toContainEqual({
      label: 'list of users',
      value: 'incomplete; there may be more',
    });
  });

  test('reads the status of the pods if it cannot ask the runtime', () => {
    expect(judge(asLocalService, users(ofContainer))).toMatchObject({
      status: 'pass',
      summary: '1 account, each of a container that the kubelet knows',
    });
    expect(judge(asLocalService, users(ofContainer, leftOver))).toMatchObject({
      status: 'warn',
      summary: '1 local account left over from containers that the kubelet no longer knows',
    });
    const cut: Edit = (facts) => {
      const pods = facts.cluster.seen?.pods;
      if (pods?.ok) pods.value.truncated = true;
    };
    expect(judge(asLocalService, users(leftOver), cut).status).toBe('hidden');
  });

  test('is hidden when accounts are there and the containers cannot be seen, and unknown when the users cannot', () => {
    expect(judge(asLocalService, withoutApi, users(leftOver)).status).toBe('hidden');
    expect(
      judge((facts) => {
        facts.accounts.users = denied();
      }).status,
    ).toBe('unknown');
  });
});

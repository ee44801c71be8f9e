import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { tokenPaths } from '../../agent/checks/token-paths.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import {
  asLocalGroup,
  asLocalService,
  both,
  type Edit,
  fallbackMode,
  isolated,
  pathIn,
  plainProgram,
  volumeMode,
  withoutFiles,
} from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(tokenPaths, snapshotWith(both(...edits)));
const without =
  (...forms: Parameters<typeof pathIn>[1][]): Edit =>
  (facts) => {
    for (const form of forms) withoutFiles(pathIn(facts, form));
  };
/** A copy of the pod's token, or another's, left on the disk of the node. */
const stray: Edit = (facts) => {
  pathIn(facts, 'fixed').token = structuredClone(pathIn(facts, 'mount-point').token);
};

describe('token-paths', () => {
  test('passes in bind mode with the token in both places', () => {
    const finding = judge();
    expect(finding.status).toBe('pass');
    expect(finding.evidence).toContainEqual({
      label: 'mount-point path',
      value: 'C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount: token, 1180 bytes, content 0123456789abcdef',
    });
  });

  test.each([
    ['volume', volumeMode, 'C:\\C\\a1b2'],
    ['fallback', fallbackMode, 'C:\\hpc\\a1b2'],
  ] as [string, Edit, string][])('passes in %s mode with the token below the mount point only', (_, edit, root) => {
    const finding = judge(edit);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('below the sandbox mount point only');
    expect(finding.evidence.some(({ value }) => value.startsWith(root) && value.includes('token, 1180 bytes'))).toBe(
      true,
    );
    expect(finding.evidence).toContainEqual({
      label: 'fixed path',
      value: 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount: no token',
    });
  });

  test.each([
    ['volume', volumeMode],
    ['fallback', fallbackMode],
  ] as [string, Edit][])("warns in %s mode of a token at C:\\var\\run, which is the node's", (_, edit) => {
    const finding = judge(edit, stray);
    expect(finding).toMatchObject({ status: 'warn', causes: ['token-path'] });
    expect(finding.summary).toContain('a stray token lies at C:\\var\\run');
    expect(textOf(finding.fix)).toContain('Risk:');
    expect(finding.evidence).toContainEqual({
      label: 'it belongs to',
      value: 'system:serviceaccount:hostprobe:hostprobe, pod hostprobe-x7k2p',
    });
  });

  test.each([
    ['bind', () => undefined],
    ['volume', volumeMode],
    ['fallback', fallbackMode],
  ] as [string, Edit][])('fails in %s mode when there is none anywhere', (_, edit) => {
    const finding = judge(edit, without('fixed', 'mount-point', 'relative', 'rooted'));
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('automountServiceAccountToken');
  });

  test('fails below the mount point of volume mode although a stray one lies at C:\\var\\run', () => {
    expect(judge(volumeMode, stray, without('mount-point', 'relative')).status).toBe('fail');
  });

  test('fails in bind mode without the bound path, warns without the link', () => {
    const unbound = judge(without('fixed', 'rooted'));
    expect(unbound.status).toBe('fail');
    expect(textOf(unbound.fix)).toContain('kubectl delete pod hostprobe-x7k2p -n hostprobe');
    const unlinked = judge(without('mount-point', 'relative'));
    expect(unlinked.status).toBe('warn');
    expect(unlinked.summary).toContain('%CONTAINER_SANDBOX_MOUNT_POINT%');
    // Not seen is not missing.
    const hidden = judge((facts) => {
      pathIn(facts, 'mount-point').token = denied();
    });
    expect(hidden.status).toBe('pass');
  });

  test('fails when access to the own token is denied, and names the account and the access list', () => {
    const finding = judge(asLocalService, (facts) => {
      pathIn(facts, 'fixed').token = denied('EACCES: permission denied');
      pathIn(facts, 'fixed').security = got({ owner: 'S-1-5-18', sddl: 'O:SYG:SYD:P(A;;FA;;;SY)' });
    });
    expect(finding).toMatchObject({ status: 'fail', causes: ['token-access'] });
    expect(finding.summary).toContain('denied to NT AUTHORITY\\LOCAL SERVICE');
    expect(finding.evidence).toContainEqual({ label: 'account', value: 'NT AUTHORITY\\LOCAL SERVICE' });
    expect(finding.evidence).toContainEqual({ label: 'access list', value: 'O:SYG:SYD:P(A;;FA;;;SY)' });
    expect(textOf(finding.fix)).toContain('icacls');
    expect(textOf(finding.fix)).toContain('LOCAL SERVICE');
    expect(textOf(finding.fix)).not.toContain('<group>');

    const nobody = judge((facts) => {
      pathIn(facts, 'fixed').token = denied('EACCES: permission denied');
      facts.identity.token = denied();
    });
    expect(nobody).toMatchObject({
      status: 'fail',
      summary: expect.stringContaining('denied to the account of this pod'),
    });
    expect(textOf(nobody.fix)).toContain("/grant '<account>:(OI)(CI)RX'");

    // The account that the shim makes is deleted with the container: the right must be the group's.
    const ofGroup = judge(asLocalGroup, (facts) => {
      pathIn(facts, 'fixed').token = denied('EACCES: permission denied');
    });
    expect(textOf(ofGroup.fix)).toContain("/grant '<group>:(OI)(CI)RX'");

    const listHidden = judge(asLocalService, (facts) => {
      pathIn(facts, 'fixed').token = denied('EACCES: permission denied');
      pathIn(facts, 'fixed').security = denied();
    });
    expect(listHidden.status).toBe('fail');
    expect(listHidden.evidence.map(({ label }) => label)).not.toContain('access list');
  });

  test('does not call a denied stray path a token', () => {
    const finding = judge(fallbackMode, (facts) => {
      pathIn(facts, 'fixed').token = denied();
    });
    expect(finding.status).toBe('pass');
    expect(finding.evidence).toContainEqual({
      label: 'fixed path',
      value: 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount: access denied',
    });
  });

  test('is unknown when the own path could not be read for another reason', () => {
    const timedOut: Edit = (facts) => {
      pathIn(facts, 'fixed').token = { ok: false, error: { kind: 'timeout', message: 'no answer within 4000 ms' } };
    };
    expect(judge(timedOut).status).toBe('unknown');
  });

  test('is skipped outside a HostProcess container', () => {
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
  });
});

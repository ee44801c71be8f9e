import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { sandboxMountPoint } from '../../agent/checks/sandbox-mount-point.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, fallbackMode, isolated, plainProgram, volumeMode } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(sandboxMountPoint, snapshotWith(both(...edits)));

describe('sandbox-mount-point', () => {
  test.each([
    ['bind', () => undefined],
    ['volume', volumeMode],
    ['fallback', fallbackMode],
  ] as [string, Edit][])('passes in %s mode', (_, edit) => {
    expect(judge(edit).status).toBe('pass');
  });

  test('shows whether the account may write there, and passes either way', () => {
    const readOnly = judge((facts) => {
      facts.sandbox.writable = got(false);
    });
    expect(readOnly.status).toBe('pass');
    expect(readOnly.evidence).toContainEqual({ label: 'writable for this account', value: 'no' });
  });

  test('says could not read, not no, where writing cannot be asked', () => {
    const hidden = judge((facts) => {
      facts.sandbox.writable = denied('CreateFileW: ERROR_SHARING_VIOLATION (32)');
    });
    expect(hidden.evidence).toContainEqual({
      label: 'writable for this account',
      value: 'could not read (CreateFileW: ERROR_SHARING_VIOLATION (32))',
    });
  });

  test('fails when the directory is not there, and when it is empty', () => {
    const gone = judge((facts) => {
      facts.sandbox.root = got(null);
    });
    expect(gone).toMatchObject({ status: 'fail' });
    expect(gone.summary).toContain('C:\\hpc\\ is not there');
    expect(textOf(gone.fix)).toContain('spec.nodeName=win-node-1');
    const empty = judge((facts) => {
      facts.sandbox.root = got({ entries: [], truncated: false });
    });
    expect(empty).toMatchObject({ status: 'fail' });
    expect(empty.summary).toContain('is empty');
  });

  test('says that there is more than the entries that were read', () => {
    const finding = judge((facts) => {
      facts.sandbox.root = got({ entries: ['node.exe'], truncated: true });
    });
    expect(finding.evidence).toContainEqual({ label: 'entries', value: '1 and more' });
  });

  test('is unknown when the directory may not be listed', () => {
    expect(
      judge((facts) => {
        facts.sandbox.root = denied();
      }).status,
    ).toBe('unknown');
  });

  test('warns for a chosen place without a backslash at the end, and passes with one', () => {
    const custom = (mountPoint: string): Edit => {
      return (facts) => Object.assign(facts.sandbox, { form: 'custom', mountPoint });
    };
    const finding = judge(custom('C:\\rootfs'));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toMatch(/it writes C:\\rootf$/);
    expect(textOf(finding.fix)).toContain('microsoft.com/hostprocess-rootfs-location: "C:\\\\rootfs\\\\"');
    expect(judge(custom('C:\\rootfs\\')).status).toBe('pass');
    // Only where the pod chose it does the shim take it letter by letter.
    expect(judge((facts) => Object.assign(facts.sandbox, { mountPoint: 'C:\\hpc' })).status).toBe('pass');
  });

  test('is skipped outside a HostProcess container', () => {
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
    const withVariable: Edit = (facts) => {
      facts.sandbox.mountPoint = 'C:\\hpc\\';
    };
    expect(judge(isolated, withVariable).status).toBe('skip');
  });
});

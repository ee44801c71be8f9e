import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { hostProcess } from '../../agent/checks/host-process.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, fallbackMode, isolated, plainProgram, volumeMode } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(hostProcess, snapshotWith(both(...edits)));

describe('host-process', () => {
  test.each([
    ['bind', () => undefined, 'C:\\hpc\\'],
    ['volume', volumeMode, 'C:\\C\\a1b2'],
    ['fallback', fallbackMode, 'C:\\hpc\\a1b2'],
  ] as [string, Edit, string][])('passes in %s mode and says where the sandbox is', (_, edit, mountPoint) => {
    const finding = judge(edit);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain(mountPoint);
  });

  test('passes by the variable alone when job and silo cannot be read', () => {
    const finding = judge((facts) => {
      facts.identity.silo = denied();
      facts.identity.inJob = denied();
    });
    expect(finding.status).toBe('pass');
    expect(finding.evidence).toContainEqual({
      label: 'silo',
      value: 'could not read (OpenProcessToken: ERROR_ACCESS_DENIED (5))',
    });
    expect(finding.evidence).toContainEqual({
      label: 'in a job',
      value: 'could not read (OpenProcessToken: ERROR_ACCESS_DENIED (5))',
    });
    const outside = judge((facts) => {
      facts.identity.inJob = got(false);
    });
    expect(outside.evidence).toContainEqual({ label: 'in a job', value: 'no' });
  });

  test('fails in a server silo, names it, and shows the manifest line and the command for this pod', () => {
    const finding = judge(isolated);
    expect(finding).toMatchObject({ status: 'fail', causes: ['host-process-ignored'] });
    expect(finding.summary).toContain('server silo 88');
    expect(finding.evidence).toContainEqual({ label: 'silo', value: 'silo 88, a server silo' });
    expect(finding.fix?.steps[1]?.run).toContain('  securityContext:\n    windowsOptions:\n      hostProcess: true\n');
    expect(textOf(finding.fix)).toContain('kubectl get pod hostprobe-x7k2p -n hostprobe');
  });

  test('fails in a server silo even when the image sets the variable', () => {
    expect(
      judge((facts) => {
        facts.identity.silo = got({ id: 88, server: true });
      }).status,
    ).toBe('fail');
  });

  test('fails as a pod without the variable, whether or not the silo can be read', () => {
    const pod: Edit = (facts) => {
      facts.token.pod = { name: 'hostprobe-x7k2p', namespace: 'hostprobe', uid: null, serviceAccount: null };
    };
    expect(judge(plainProgram, pod).status).toBe('fail');
    expect(
      judge(plainProgram, pod, (facts) => {
        facts.identity.silo = denied();
      }).status,
    ).toBe('fail');
  });

  test('is skipped for a plain program and says that it is one', () => {
    const finding = judge(plainProgram);
    expect(finding.status).toBe('skip');
    expect(finding.summary).toContain('plain program on the node (pid 4242)');
  });

  test('names the application silo of a plain program', () => {
    const inSilo = judge(plainProgram, (facts) => {
      facts.identity.silo = got({ id: 7, server: false });
    });
    expect(inSilo.status).toBe('skip');
    expect(inSilo.summary).toContain('application silo 7');
  });

  test('is unknown for a plain program whose silo is hidden: it may be an isolated container', () => {
    expect(
      judge(plainProgram, (facts) => {
        facts.identity.silo = denied();
      }).status,
    ).toBe('unknown');
  });

  test.each([
    [
      'no job',
      () => undefined,
      (facts) => {
        facts.identity.inJob = got(false);
      },
      'in no job',
    ],
    [
      'no silo in bind mode',
      () => undefined,
      (facts) => {
        facts.identity.silo = got(null);
      },
      'in no silo',
    ],
    [
      'a silo in fallback mode',
      fallbackMode,
      (facts) => {
        facts.identity.silo = got({ id: 5, server: false });
      },
      'in silo 5',
    ],
    [
      'a silo in volume mode',
      volumeMode,
      (facts) => {
        facts.identity.silo = got({ id: 5, server: false });
      },
      'in silo 5',
    ],
  ] as [string, Edit, Edit, string][])('warns when the variable does not fit: %s', (_, mode, edit, text) => {
    const finding = judge(mode, edit);
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain(text);
    expect(textOf(finding.fix)).toContain('Remove-Item Env:CONTAINER_SANDBOX_MOUNT_POINT');
  });
});

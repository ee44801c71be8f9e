import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { workingDirectory } from '../../agent/checks/working-directory.ts';
import { textOf } from '../fix.ts';
import { snapshotWith } from '../snapshot.ts';
import { both, type Edit, fallbackMode, isolated, plainProgram, volumeMode } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(workingDirectory, snapshotWith(both(...edits)));
const startedIn = (directory: string): Edit => {
  return (facts) =>
    Object.assign(facts.sandbox, {
      workingDirectory: directory,
      relativeResolvesTo: `${directory.replace(/\\$/, '')}\\x`,
      rootedResolvesTo: `${directory.slice(0, 2)}\\x`,
    });
};

describe('working-directory', () => {
  test.each([
    ['the root in bind mode', () => undefined],
    ['the root in volume mode', volumeMode],
    ['\\hpc below the root in fallback mode', fallbackMode],
    ['a folder of the image, in other capitals', startedIn('c:\\HPC\\app')],
    ['a folder of the image, with slashes', startedIn('C:/hpc/app')],
  ] as [string, Edit][])('passes within the files of the container: %s', (_, edit) => {
    expect(judge(edit).status).toBe('pass');
  });

  test.each(['C:\\', 'C:\\debug', 'C:\\hpc2'])('warns in %s, which is the node', (directory) => {
    const finding = judge(startedIn(directory));
    expect(finding).toMatchObject({ status: 'warn', causes: ['working-directory'] });
    expect(finding.summary).toContain(`${directory} is not below C:\\hpc\\`);
    expect(textOf(finding.fix)).toContain("workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%'");
  });

  test.each(['D', 'E'])('warns on the drive %s and says where /var/run leads', (drive) => {
    const finding = judge(startedIn(`${drive}:\\data`));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain(`${drive}:\\var\\run\\...`);
  });

  test('warns on another drive even within a rootfs chosen there: tokens are mounted on C:', () => {
    const finding = judge(startedIn('D:\\rootfs'), (facts) => {
      Object.assign(facts.sandbox, { form: 'custom', mountPoint: 'D:\\rootfs\\' });
    });
    expect(finding.summary).toContain('the current drive is not C:');
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

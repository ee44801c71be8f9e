import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdLog } from '../../agent/checks/containerd-log.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, serviceWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdLog, snapshotWith(edit));

const goes = (log: FactValues['runtime-binaries']['log'], edit: (facts: FactValues) => void = () => undefined) =>
  judge((facts) => {
    edit(facts);
    facts['runtime-binaries'].log = log;
  });

describe('containerd-log', () => {
  test('passes for a file, a wrapper with a file, and a parent', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'C:\\var\\log\\containerd.log' });
    expect(judge(distributions.AKS).summary).toContain('C:\\k\\containerd.err.log');
    expect(judge(distributions.RKE2)).toMatchObject({
      status: 'pass',
      summary: expect.stringMatching(/containerd\.log, by the service that starts containerd$/),
    });
    expect(goes({ to: 'parent', path: null })).toMatchObject({
      ...{ status: 'pass', summary: 'kept, by the service that starts containerd', evidence: [] },
    });
  });

  test('is unknown if no source says, and skipped where there is no containerd', () => {
    const finding = goes({ to: 'unknown', path: null });
    expect(finding).toMatchObject({
      status: 'unknown',
      summary: expect.stringContaining('nothing shows where containerd writes its log'),
    });
    expect(finding.evidence.map(({ label }) => label)).not.toContain('log');
    const none = goes({ to: 'unknown', path: null }, (facts) => {
      facts['runtime-binaries'].containerd = null;
    });
    expect(none).toMatchObject({ status: 'skip', summary: 'no containerd was found' });
  });

  test('warns of a service that writes to NUL, with the command for its own command line', () => {
    const finding = judge(distributions.kubeadm);
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('containerd writes to NUL');
    expect(textOf(finding.fix)).toContain("Get-CimInstance Win32_Service | Where-Object Name -eq 'containerd'");
    expect(textOf(finding.fix)).toContain(
      `@{PathName='"C:\\Program Files\\containerd\\containerd.exe" --run-service --log-file C:\\var\\log\\containerd\\containerd.log'}`,
    );
    expect(textOf(finding.fix)).toMatch(/Restart-Service containerd -Force\n.*It restarts kubelet too/);
  });

  test('only restarts a service that has got the flag since its containerd was started', () => {
    const commandLine = 'C:\\containerd.exe --run-service --log-file C:\\c.log';
    const { fix, summary } = goes({ to: 'nowhere', path: null }, (facts) => {
      facts.services.containerd = got(serviceWith({ commandLine }));
    });
    expect(summary).toBe('nowhere: containerd was started before its service got --log-file');
    expect(textOf(fix)).not.toContain('Change -Arguments');
  });

  test('knows the flag with one hyphen too, as Go reads it', () => {
    const { summary } = goes({ to: 'nowhere', path: null }, (facts) => {
      facts.services.containerd = got(
        serviceWith({ commandLine: 'C:\\containerd.exe --run-service -log-file C:\\c.log' }),
      );
    });
    expect(summary).toBe('nowhere: containerd was started before its service got --log-file');
  });

  test('does not change the command line of a service that starts containerd among others', () => {
    const { fix } = goes({ to: 'nowhere', path: null }, distributions.RKE2);
    expect(textOf(fix)).toContain('the command line by which Parent starts containerd');
    expect(textOf(fix)).not.toContain('Change -Arguments');
  });

  test('doubles quotes of the command line for PowerShell', () => {
    const finding = goes({ to: 'nowhere', path: null }, (facts) => {
      facts.services.containerd = got(serviceWith({ commandLine: "C:\\it's\\containerd.exe --run-service" }));
    });
    expect(textOf(finding.fix)).toContain("C:\\it''s\\containerd.exe");
  });

  test('shows which program starts containerd where the service is not known', () => {
    const finding = goes({ to: 'nowhere', path: null }, (facts) => {
      facts.services.containerd = denied();
    });
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toContain(
      'Add --log-file C:\\var\\log\\containerd\\containerd.log to the command line by which Parent starts containerd',
    );
  });

  test('warns of a wrapper that keeps nothing', () => {
    const finding = goes({ to: 'wrapper', path: null }, distributions.AKS);
    expect(finding.status).toBe('warn');
    expect(finding.evidence).toEqual([{ label: 'command line of the service containerd', value: 'C:\\k\\nssm.exe' }]);
    // One word each: PowerShell ends an argument where a quotation mark that began it ends.
    expect(commandsOf(finding.fix).slice(1)).toEqual([
      "& 'C:\\k\\nssm.exe' set containerd AppStderr 'C:\\var\\log\\containerd\\containerd.err.log'",
      'Restart-Service containerd -Force',
    ]);
    expect(textOf(finding.fix)).toContain('It restarts Kubelet too, which depends on it.');
  });

  test('names nssm.exe for a wrapper whose service is not known', () => {
    const finding = goes({ to: 'wrapper', path: null }, (facts) => {
      facts.services.containerd = denied();
    });
    expect(finding.evidence).toEqual([]);
    expect(commandsOf(finding.fix)).toContain(
      "& nssm.exe set containerd AppStderr 'C:\\var\\log\\containerd\\containerd.err.log'",
    );
  });
});

import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdService } from '../../agent/checks/containerd-service.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { Service } from '../../agent/facts/services.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdService, snapshotWith(edit));

const withService = (different: Partial<Service>) =>
  judge((facts) => {
    facts.services.containerd = got(serviceWith(different));
    if (different.state === 'stopped') noProcess(facts);
  });

function noProcess(facts: FactValues): void {
  facts['runtime-process'].containerd = [];
  facts['runtime-process'].counts.containerd = 0;
}

const stopped = { state: 'stopped', pid: null } as const;

describe('containerd-service', () => {
  test('passes for a running service and says what Windows does when it fails', () => {
    const finding = withService({});
    expect(finding).toMatchObject({ status: 'pass', summary: 'containerd runs, start type auto' });
    expect(finding.evidence).toContainEqual({
      label: 'after a failure',
      value: 'restart after 15 s, then restart after 15 s, then nothing',
    });
  });

  test('passes for start on demand, as AKS has it', () => {
    expect(judge(distributions.AKS)).toMatchObject({ status: 'pass', summary: 'containerd runs, start type demand' });
  });

  test('fails for a stopped service with the way to start it', () => {
    const finding = withService({ ...stopped, exitCode: 1067 });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toBe(
      'the service containerd is stopped (its process ended unexpectedly): no pod starts on this node; running pods keep running',
    );
    expect(commandsOf(finding.fix)).toEqual(['Start-Service containerd', expect.stringMatching(/^Get-WinEvent /)]);
    expect(finding.evidence).toContainEqual({ label: 'last exit code', value: '1067' });
  });

  test('distinguishes an intended stop from a failure, and gives the code of a failure', () => {
    expect(withService({ ...stopped }).summary).toContain('stopped normally');
    expect(withService({ ...stopped, exitCode: 1077 }).summary).toContain('has not been started since the node booted');
    expect(withService({ ...stopped, exitCode: 4711 }).summary).toContain('exit code 4711');
  });

  test('enables a disabled service before it starts it', () => {
    const commands = commandsOf(withService({ ...stopped, startType: 'disabled' }).fix);
    expect(commands.slice(0, 2)).toEqual(['sc.exe config containerd start= auto', 'Start-Service containerd']);
  });

  test('warns of a running service that is disabled', () => {
    const finding = withService({ startType: 'disabled' });
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toContain('sc.exe config containerd start= auto');
  });

  test.each(['start-pending', 'stop-pending', 'continue-pending', 'pause-pending'] as const)(
    'warns of a service in %s',
    (state) => {
      expect(withService({ state, pid: null })).toMatchObject({ status: 'warn' });
    },
  );

  test('fails for a paused service, where a wrapper waits', () => {
    const finding = withService({ state: 'paused' });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('Restart-Service containerd -Force');
  });

  test('fails when nssm runs and containerd does not', () => {
    const finding = judge((facts) => {
      distributions.AKS?.(facts);
      noProcess(facts);
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('no containerd.exe below it');
  });

  test('does not look for containerd.exe below a service whose program has another name', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith({ commandLine: 'C:\\runtime\\containerd-1.7.28.exe --run-service' }));
      noProcess(facts);
    });
    expect(finding.status).toBe('pass');
  });

  test('quotes a service name that needs it', () => {
    expect(textOf(withService({ ...stopped, name: 'my containerd' }).fix)).toContain("Start-Service 'my containerd'");
  });

  test('warns of a containerd.exe that runs while the service is stopped', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith(stopped));
      facts['runtime-process'].containerd = [processWith({ pid: 5000, parentName: 'rke2.exe' })];
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('rke2.exe runs a containerd.exe of its own');
    expect(textOf(finding.fix)).toContain('Stop-Process -Id 5000');
  });

  test.each(['RKE2', 'k0s'])('is skipped on %s, whose service starts containerd', (name) => {
    const finding = judge(distributions[name]);
    expect(finding.status).toBe('skip');
    expect(finding.summary).toMatch(/(rke2|k0sworker) starts containerd, and runs/);
  });

  test('fails when the service that embeds containerd is stopped', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      facts.services.embedding = got(serviceWith({ name: 'rke2', ...stopped }));
      noProcess(facts);
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('Start-Service rke2');
  });

  test('is skipped for a containerd that no service starts', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [processWith({ parentName: 'powershell.exe' })];
    });
    expect(finding.status).toBe('skip');
    expect(finding.summary).toContain('started by powershell.exe');
  });

  test('fails where there is no containerd at all', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      noProcess(facts);
    });
    expect(finding.status).toBe('fail');
    expect(finding.evidence).toEqual([{ label: 'containerd.exe processes', value: '0' }]);
    expect(commandsOf(finding.fix)).toEqual([
      "& 'C:\\Program Files\\containerd\\containerd.exe' --register-service",
      'Start-Service containerd',
    ]);
  });

  test('is unknown when the services could not be read', () => {
    const own = judge((facts) => {
      facts.services.containerd = denied();
    });
    const embedding = judge((facts) => {
      facts.services.containerd = got(null);
      facts.services.embedding = denied();
    });
    expect([own.status, embedding.status]).toEqual(['unknown', 'unknown']);
  });
});

test('a stopped service shows what Windows logged of it', () => {
  const finding = runCheck(
    containerdService,
    snapshotWith((facts) => {
      const { containerd } = facts.services;
      if (containerd.ok && containerd.value) Object.assign(containerd.value, { state: 'stopped', pid: null });
      facts['runtime-process'].containerd = [];
      facts['runtime-process'].counts.containerd = 0;
      const event = { log: 'System', source: 'Service Control Manager', id: 7034, level: 'error' as const };
      const said = { text: 'containerd\n1', count: 2, at: '2026-11-01T10:00:00.000Z' };
      facts.logs.windows = { channels: [], events: [{ ...event, ...said }] };
    }),
  );
  expect(finding.status).toBe('fail');
  expect(finding.evidence).toContainEqual({
    label: 'System log, event 7034',
    value: '2026-11-01T10:00:00.000Z, 2 times: containerd, 1',
  });
});

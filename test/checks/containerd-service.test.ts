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

  test('says that nothing follows a failure where nothing is set, and is not told of another containerd', () => {
    const unset = withService({ failureActions: { resetSeconds: 0, actions: [] } });
    expect(unset.evidence).toContainEqual({ label: 'after a failure', value: 'nothing' });
    const ended = judge(noProcess);
    expect(ended.status).toBe('fail');
    expect(textOf(ended.fix)).not.toContain('is set to use another containerd');
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
    // What starts it again is stopped before it is ended.
    expect(commandsOf(finding.fix)).toEqual([
      'sc.exe config containerd start= disabled',
      'Stop-Service rke2 -Force\nsc.exe config rke2 start= disabled',
      'Stop-Process -Id 5000 -Force',
      'Start-Service containerd',
    ]);
    // The fault itself must not pass for its mending: a stopped service that is not disabled.
    expect(finding.fix?.verify?.expect).toBe('Status is Running, or StartType is Disabled.');
  });

  test('ends a containerd.exe outside of the stopped service, whoever started it', () => {
    const by = (parentName: string | null, startType: Service['startType'] = 'auto') =>
      judge((facts) => {
        facts.services.containerd = got(serviceWith({ ...stopped, startType }));
        facts['runtime-process'].containerd = [processWith({ pid: 5000, parentName })];
      });
    expect(textOf(by('x.exe').fix)).toMatch(/Let x\.exe not start it again[\s\S]*Stop-Process -Id 5000/);
    expect(commandsOf(by(null).fix)).toEqual(['Stop-Process -Id 5000 -Force', 'Start-Service containerd']);
    expect(by('x.exe', 'disabled')).toMatchObject({ status: 'skip', summary: expect.stringContaining('by x.exe') });
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

  describe('on a node of rke2 with a leftover service of containerd', () => {
    const leftover = (
      containerd: Partial<Service>,
      rke2: Partial<Service> = {},
      edit: (facts: FactValues) => void = () => undefined,
    ) =>
      judge((facts) => {
        distributions.RKE2?.(facts);
        facts.services.containerd = got(serviceWith({ ...stopped, ...containerd }));
        facts.services.embedding = got(serviceWith({ name: 'rke2', pid: 2000, ...rke2 }));
        edit(facts);
      });
    const dead = (facts: FactValues): void => {
      noProcess(facts);
      facts['runtime-process'].kubelet = [];
      facts['runtime-process'].counts.kubelet = 0;
    };

    test('is skipped where it is disabled', () => {
      // Nothing starts it with the node.
      expect(leftover({ startType: 'demand' }).status).toBe('skip');
      expect(leftover({ startType: 'disabled' })).toMatchObject({
        status: 'skip',
        summary: expect.stringMatching(
          /rke2 starts containerd, and runs; the service containerd is stopped, start type disabled/,
        ),
      });
    });

    test('warns where it starts with the node, and disables it', () => {
      const finding = leftover({ startType: 'auto' });
      expect(finding.status).toBe('warn');
      expect(commandsOf(finding.fix)).toEqual([
        'Stop-Service containerd -Force\nsc.exe config containerd start= disabled',
      ]);
    });

    test('names rke2 where that is stopped, and starts it, not the leftover', () => {
      const finding = leftover({}, stopped, dead);
      expect(finding.status).toBe('fail');
      expect(finding.summary).toContain('the service rke2 is stopped');
      expect(commandsOf(finding.fix)).toContain('Start-Service rke2');
      expect(textOf(finding.fix)).not.toMatch(/(?:Start-Service|config) containerd/);
    });

    test('names rke2 also where it is stopped while the leftover runs', () => {
      const finding = leftover({ state: 'running', pid: 1200 }, { ...stopped, startType: 'disabled' }, (facts) => {
        dead(facts);
        facts['runtime-process'].containerd = [processWith({})];
      });
      expect(finding.status).toBe('fail');
      expect(finding.summary).toContain(
        'the service rke2, which starts the containerd and the kubelet of this node, is stopped',
      );
      expect(commandsOf(finding.fix).slice(1)).toEqual([
        'Stop-Service containerd -Force\nsc.exe config containerd start= disabled',
        'sc.exe config rke2 start= auto\nStart-Service rke2',
      ]);
      expect(textOf(finding.fix)).toContain('Unless rke2 is set to use the containerd of the service containerd');
    });

    test('names rke2 also where the kubelet that it left still runs beside the leftover', () => {
      const finding = leftover({ state: 'running', pid: 1200 }, stopped, (facts) => {
        facts['runtime-process'].containerd = [processWith({})];
        facts['runtime-process'].kubelet = [processWith({ pid: 2200, parentName: null })];
      });
      expect(finding.summary).toContain('the service rke2, which starts');
      expect(commandsOf(finding.fix).slice(2)).toEqual(['Stop-Process -Id 2200 -Force', 'Start-Service rke2']);
    });

    test('says nothing of a stopped rke2 where another program runs the kubelet', () => {
      const finding = leftover({ state: 'running', pid: 1200 }, stopped, (facts) => {
        facts['runtime-process'].containerd = [processWith({})];
        facts['runtime-process'].kubelet = [processWith({ pid: 2200, parentName: 'powershell.exe' })];
      });
      expect(finding.status).toBe('pass');
    });

    test('ends what rke2 left running before it starts it', () => {
      const finding = leftover({ startType: 'disabled' }, { ...stopped, exitCode: 1067 }, (facts) => {
        facts['runtime-process'].containerd = [processWith({ pid: 2100, parentName: null })];
        facts['runtime-process'].kubelet = [processWith({ pid: 2200, parentName: null })];
      });
      expect(commandsOf(finding.fix).slice(0, 2)).toEqual([
        'Stop-Process -Id 2100 -Force\nStop-Process -Id 2200 -Force',
        'Start-Service rke2',
      ]);
    });

    test('says where rke2 runs without a containerd, and that it may use the stopped one', () => {
      const finding = leftover({ startType: 'demand' }, {}, noProcess);
      expect(finding.summary).toContain('the service rke2 runs, but no containerd.exe below it');
      expect(commandsOf(finding.fix)).toEqual([
        'Get-Process containerd',
        'Restart-Service rke2 -Force',
        expect.stringMatching(/^Get-Content -Tail 200 /),
        'Start-Service containerd',
      ]);
      // A disabled service is used by none, and cannot be started.
      const disabled = leftover({ startType: 'disabled' }, {}, noProcess);
      expect(disabled.status).toBe('fail');
      expect(textOf(disabled.fix)).not.toContain('Start-Service containerd');
    });

    test('has the fix of its rival, not of its start type, where it runs disabled', () => {
      const finding = leftover({ state: 'running', pid: 1200, startType: 'disabled' }, {}, (facts) => {
        facts['runtime-process'].containerd.unshift(processWith({}));
        facts['runtime-process'].counts.containerd = 2;
      });
      expect(commandsOf(finding.fix).slice(1)).toEqual([
        'Stop-Service containerd -Force\nsc.exe config containerd start= disabled',
        'Restart-Service rke2 -Force',
      ]);
    });
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

describe('more than one containerd', () => {
  const embedded = processWith({ pid: 5120, parentPid: 900, parentName: 'rke2.exe' });
  const twoOf = (second: ReturnType<typeof processWith>, edit: (facts: FactValues) => void = () => undefined) =>
    judge((facts) => {
      facts['runtime-process'].containerd.unshift(second);
      facts['runtime-process'].counts.containerd = 2;
      edit(facts);
    });

  test('says first that the service does not run, where it does not', () => {
    const finding = twoOf(embedded, (facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stop-pending' }));
    });
    expect(finding.summary).toBe('the service containerd is changing its state (stop-pending)');
  });

  test('warns of the one of rke2 beside that of a service, and disables the service', () => {
    const finding = twoOf(embedded, (facts) => {
      facts.services.kubelet = got(null);
      facts.services.embedding = got(serviceWith({ name: 'rke2', pid: 900 }));
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toBe(
      '2 containerd.exe want the pipe of the kubelet, \\\\.\\pipe\\containerd-containerd, which only the oldest can have (pid 1200, started by services.exe; pid 5120, started by rke2.exe)',
    );
    expect(commandsOf(finding.fix).slice(1)).toEqual([
      'Stop-Service containerd -Force\nsc.exe config containerd start= disabled',
      'Restart-Service rke2 -Force',
    ]);
    expect(finding.evidence).toContainEqual({
      label: 'containerd.exe (pid 5120, started by rke2.exe)',
      value:
        '"C:\\Program Files\\containerd\\containerd.exe" --run-service, as LocalSystem (S-1-5-18), since 2026-10-31T12:01:00.000Z',
    });
  });

  test('knows rke2 by the process in a snapshot that has no such service', () => {
    const finding = twoOf(embedded, (facts) => {
      facts.services.kubelet = got(null);
    });
    expect(commandsOf(finding.fix)).toContain('Restart-Service rke2 -Force');
  });

  test('ends the other one where the kubelet has a service of its own', () => {
    const finding = twoOf(processWith({ pid: 5120, parentPid: 3, parentName: 'powershell.exe' }));
    expect(finding.status).toBe('warn');
    expect(commandsOf(finding.fix).slice(1)).toEqual([
      'Stop-Process -Id 5120 -Force',
      'Restart-Service containerd -Force',
    ]);
    expect(textOf(finding.fix)).toContain('Let powershell.exe not start it again');
  });

  test('leaves the choice where no service starts either', () => {
    const finding = twoOf(processWith({ pid: 5120, parentPid: 3, parentName: null }), (facts) => {
      facts.services.containerd = got(null);
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('pid 5120, started by a program that has ended');
    expect(commandsOf(finding.fix)).toEqual([
      expect.stringMatching(/^Get-CimInstance /),
      'Stop-Process -Force -Id <process>',
    ]);
  });

  test('is no fault where the second has another pipe', () => {
    const other = got('C:\\x\\containerd.exe --address \\\\.\\pipe\\x');
    expect(twoOf(processWith({ pid: 5120, parentName: 'x.exe', commandLine: other })).status).toBe('pass');
  });

  const withRke2 = (kubelet: 'runs' | 'does not run') =>
    judge((facts) => {
      facts.services.kubelet = got(null);
      facts.services.embedding = got(serviceWith({ name: 'rke2', pid: 900 }));
      if (kubelet === 'runs') return;
      facts['runtime-process'].kubelet = [];
      facts['runtime-process'].counts.kubelet = 0;
    });

  test('warns of a service beside rke2 also in a moment when the containerd of rke2 has ended', () => {
    const finding = withRke2('does not run');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('the service containerd runs containerd beside rke2');
    expect(textOf(finding.fix)).toContain('sc.exe config containerd start= disabled');
  });

  test('passes for rke2 that uses the containerd of the service', () => {
    expect(withRke2('runs').status).toBe('pass');
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

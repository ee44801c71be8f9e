import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdAccount } from '../../agent/checks/containerd-account.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { asAdministrator } from '../variations.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdAccount, snapshotWith(edit));

const administrator = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
const service = (sid: string) => got({ sid, name: null });

describe('containerd-account, by the running process', () => {
  const running = (process: Parameters<typeof processWith>[0], account = 'LocalSystem') =>
    judge((facts) => {
      facts.services.containerd = got(serviceWith({ account }));
      facts['runtime-process'].containerd = [processWith(process)];
    });

  test('passes for LocalSystem', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'LocalSystem, by the running process' });
  });

  test('passes for LocalService, as Kubernetes documents, and says what it cannot do', () => {
    const finding = running({ account: service('S-1-5-19') });
    expect(finding).toMatchObject({ status: 'pass', causes: [] });
    expect(finding.summary).toMatch(/^LocalService, .*local group.*administer the host/);
  });

  test('fails for a user account, names it, and says how to change it', () => {
    const finding = running({ account: administrator }, '.\\Administrator');
    expect(finding).toMatchObject({ status: 'fail', causes: ['containerd-account'] });
    expect(finding.summary).toContain('containerd runs as WIN-NODE-1\\Administrator');
    expect(finding.summary).toContain('failed to logon user: Access is denied.');
    expect(commandsOf(finding.fix)).toEqual([
      'sc.exe config containerd obj= LocalSystem',
      'Restart-Service containerd -Force',
    ]);
    expect(finding.evidence).toContainEqual({
      label: 'account of the service containerd',
      value: '.\\Administrator',
    });
  });

  test('fails although the configuration is right by now, and then asks only for the restart', () => {
    const finding = running({ account: administrator }, 'LocalSystem');
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).not.toContain('sc.exe');
    expect(textOf(finding.fix)).toContain('Restart-Service containerd');
    expect(textOf(finding.fix)).toContain('it is set to LocalSystem, which counts from its next start');
  });

  test('fails for NetworkService, which is not among the documented accounts', () => {
    const finding = running({ account: service('S-1-5-20') });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('NetworkService (S-1-5-20); only LocalSystem and LocalService');
  });

  test('fails for an account whose name is not known, by its SID', () => {
    const { summary } = running({ account: service('S-1-5-21-9-9-9-1001') });
    expect(summary).toContain('containerd runs as S-1-5-21-9-9-9-1001');
    expect(summary).not.toContain('null');
  });

  test('says that a restart takes the kubelet with it where it depends on containerd', () => {
    const finding = judge((facts) => {
      facts.services.kubelet = got(serviceWith({ name: 'kubelet', dependsOn: ['Containerd'] }));
      facts['runtime-process'].containerd = [processWith({ account: administrator })];
    });
    expect(textOf(finding.fix)).toContain('It restarts kubelet too, which depends on it.');
  });
});

describe('containerd-account, where a service starts containerd in its own way', () => {
  test("reads the account of nssm's child, and changes that of the service", () => {
    const finding = judge((facts) => {
      distributions.AKS?.(facts);
      const process = facts['runtime-process'].containerd[0];
      if (process) process.account = administrator;
      if (facts.services.containerd.ok && facts.services.containerd.value) {
        facts.services.containerd.value.account = '.\\azureuser';
      }
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('sc.exe config containerd obj= LocalSystem');
  });

  test('names the service that embeds containerd', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      const process = facts['runtime-process'].containerd[0];
      if (process) process.account = administrator;
      if (facts.services.embedding.ok && facts.services.embedding.value) {
        facts.services.embedding.value.account = 'CONTOSO\\rke2';
      }
    });
    expect(finding.status).toBe('fail');
    expect(commandsOf(finding.fix)).toEqual(['sc.exe config rke2 obj= LocalSystem', 'Restart-Service rke2 -Force']);
    expect(textOf(finding.fix)).toContain('kubelet and containerd together');
  });

  test('judges a containerd that was started by hand while the service is stopped', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
      facts['runtime-process'].containerd = [
        processWith({ pid: 5000, parentPid: 4900, parentName: 'powershell.exe', account: administrator }),
      ];
    });
    expect(finding.status).toBe('fail');
    expect(commandsOf(finding.fix)).toEqual(['Stop-Process -Id 5000 -Force', 'Start-Service containerd']);
    expect(textOf(finding.fix)).toContain('Let powershell.exe not start it again');
  });

  test('has the account of what starts containerd changed where the service is disabled, which then cannot be started', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null, startType: 'disabled' }));
      facts['runtime-process'].containerd = [
        processWith({ pid: 5000, parentPid: 4900, parentName: 'x.exe', account: administrator }),
      ];
    });
    expect(finding.fix?.steps[0]?.say).toContain('Let x.exe, which starts containerd here, run as LocalSystem');
    expect(textOf(finding.fix)).not.toContain('Start-Service');
  });

  test('asks to register a service if there is none', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [processWith({ parentName: 'cmd.exe', account: administrator })];
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain("& 'C:\\Program Files\\containerd\\containerd.exe' --register-service");
  });

  // containerd's service_windows.go gives the service the arguments that stand beside --register-service.
  test('registers it with the arguments of the process that runs', () => {
    const commandLine = got(
      '"D:\\k 8\\containerd.exe" --config "D:\\k 8\\config.toml" --log-file=D:\\containerd.log -l debug -a \\\\.\\pipe\\own --root D:\\root --state=D:\\state',
    );
    const image = got('D:\\k 8\\containerd.exe');
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [processWith({ account: administrator, image, commandLine })];
    });
    expect(commandsOf(finding.fix)[0]).toBe(
      "& 'D:\\k 8\\containerd.exe' --register-service --address '\\\\.\\pipe\\own' --config 'D:\\k 8\\config.toml' --log-file 'D:\\containerd.log' --root 'D:\\root' --state 'D:\\state'",
    );
  });

  test('leaves the name of the service to the reader where the services could not be read', () => {
    const finding = judge((facts) => {
      facts.services.containerd = denied();
      facts['runtime-process'].containerd = [processWith({ account: administrator })];
    });
    expect(textOf(finding.fix)).toMatch(
      /the service that starts containerd .*\n +sc\.exe config <service> obj= LocalSystem/,
    );
  });
});

describe('containerd-account, with several containerd.exe', () => {
  test("judges the service's own and leaves others alone", () => {
    const finding = judge((facts) => {
      facts['runtime-process'].containerd.push(
        processWith({ pid: 7000, parentPid: 6900, parentName: 'dockerd.exe', account: administrator }),
      );
    });
    expect(finding.status).toBe('pass');
  });

  test('warns when it is not known which of two accounts serves the kubelet', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [
        processWith({ pid: 7000, parentName: 'dockerd.exe' }),
        processWith({ pid: 7001, parentName: 'cmd.exe', account: administrator }),
      ];
    });
    expect(finding).toMatchObject({ status: 'warn', causes: ['containerd-account'] });
    expect(finding.summary).toContain('runs 2 times, once as WIN-NODE-1\\Administrator');
    expect(finding.broughtBy).toEqual(['containerd-service']);
    expect(finding.evidence.map(({ label }) => label)).toEqual([
      'account of containerd.exe (pid 7000, started by dockerd.exe)',
      'account of containerd.exe (pid 7001, started by cmd.exe)',
    ]);
  });

  test('says what LocalService is not allowed to do where one of two containerd.exe runs as it', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [
        processWith({ pid: 7000, parentName: 'dockerd.exe' }),
        processWith({ pid: 7001, parentName: 'cmd.exe', account: service('S-1-5-19') }),
      ];
    });
    expect(finding.status).toBe('pass');
    expect(finding.summary).toMatch(/^LocalService, /);
  });

  test('fails when all of them run as accounts that are not allowed to', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [
        processWith({ pid: 7000, account: service('S-1-5-20') }),
        processWith({ pid: 7001, account: administrator }),
      ];
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('NetworkService');
  });
});

describe('containerd-account, by the configuration', () => {
  const configured = (account: string, state: 'running' | 'stopped' = 'running') =>
    judge((facts) => {
      const isRunning = state === 'running';
      facts.services.containerd = got(serviceWith({ account, state, pid: isRunning ? 1200 : null }));
      facts['runtime-process'].containerd = isRunning ? [processWith({ account: denied() })] : [];
    });

  test('judges by the configuration if the token of the process is hidden', () => {
    const finding = configured('LocalSystem');
    expect(finding).toMatchObject({ status: 'pass', summary: 'LocalSystem, by the service configuration' });
    expect(finding.evidence.at(-1)?.value).toContain('not readable: OpenProcessToken: ERROR_ACCESS_DENIED (5)');
    expect(configured('').status).toBe('pass');
    expect(configured('NT Authority\\LocalService').summary).toContain('LocalService, by the service configuration');
  });

  test('fails for an ordinary account, and says that it is configured, not that it runs', () => {
    const finding = configured('.\\Administrator');
    expect(finding).toMatchObject({ status: 'fail', causes: ['containerd-account'] });
    expect(finding.summary).toContain('the service containerd is set to run as .\\Administrator');
    expect(configured('NT AUTHORITY\\NetworkService').status).toBe('fail');
    expect(configured('NT SERVICE\\containerd').status).toBe('fail');
  });

  test('judges what the next start of a stopped service gets', () => {
    expect(configured('LocalSystem', 'stopped').status).toBe('pass');
    const finding = configured('.\\Administrator', 'stopped');
    expect(finding.status).toBe('fail');
    expect(commandsOf(finding.fix)).toEqual(['sc.exe config containerd obj= LocalSystem', 'Start-Service containerd']);
  });
});

describe('containerd-account is unknown, never bad,', () => {
  test('when neither process nor configuration can be read', () => {
    const finding = judge((facts) => {
      asAdministrator(facts);
      facts['runtime-process'].containerd = [processWith({ account: denied() })];
      facts.services.containerd = denied('OpenServiceW containerd: ERROR_ACCESS_DENIED (5)');
    });
    expect(finding).toMatchObject({ status: 'unknown', evidence: [] });
    expect(textOf(finding.fix)).toContain('kubectl apply -k manifests/overlays/system');
  });

  test('when the hidden process is not the one of the service', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
      facts['runtime-process'].containerd = [processWith({ pid: 5000, account: denied() })];
    });
    expect(finding.status).toBe('unknown');
  });

  test('when several are hidden, and says what Windows said of the first', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [5000, 5004].map((pid) =>
        processWith({ pid, account: denied(`OpenProcess ${pid}: ERROR_ACCESS_DENIED (5)`) }),
      );
    });
    expect(finding.summary).toContain('OpenProcess 5000');
  });

  test('when nothing runs and the services cannot be read', () => {
    const finding = judge((facts) => {
      facts['runtime-process'].containerd = [];
      facts.services.containerd = denied();
    });
    expect(finding.status).toBe('unknown');
  });
});

test('containerd-account is skipped where there is no containerd', () => {
  const finding = judge((facts) => {
    facts['runtime-process'].containerd = [];
    facts.services.containerd = got(null);
  });
  expect(finding.status).toBe('skip');
});

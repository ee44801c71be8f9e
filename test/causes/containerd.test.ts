import { describe, expect, test } from 'vitest';
import { causeNamed } from '../../agent/causes/index.ts';
import { serviceWith } from '../distributions.ts';
import { denied, got } from '../snapshot.ts';
import { account, type Edit, expectOn, expectWeights, fixOf, judged, on, task, token } from './case.ts';

const temporary = '8f2d7c41b0e95a36d1c4';
const logonDenied = token('failed to logon user: Access is denied.');
const logonUnread = token('failed to logon user: Notandanafn eða aðgangsorð er rangt.');
const accountDenied = account(`failed to create user ${temporary}: Access is denied.`);
const noPrivilege = token('failed to logon user: A required privilege is not held by the client.');
const pipeMissing = 'open //./pipe/containerd-containerd: The system cannot find the file specified.';
const pipeRefused = 'open //./pipe/containerd-containerd: Access is denied.';

const runsAs =
  (sid: string, name: string | null = null): Edit =>
  (facts) => {
    const [process] = facts['runtime-process'].containerd;
    if (process) process.account = got({ sid, name });
  };
const accountHidden: Edit = (facts) => {
  const [process] = facts['runtime-process'].containerd;
  if (process) process.account = denied();
};
const startHidden: Edit = (facts) => {
  const [process] = facts['runtime-process'].containerd;
  if (process) process.startedAt = denied();
};
/** The healthy one starts at 2026-10-31T12:01:00Z and was configured before. */
const configured =
  (name: string, at?: string | 'hidden'): Edit =>
  (facts) => {
    const service = facts.services.containerd.ok ? facts.services.containerd.value : null;
    if (service === null) return;
    service.account = name;
    if (at !== undefined) service.configuredAt = at === 'hidden' ? denied() : got(at);
  };
const noneRuns: Edit = (facts) => {
  facts['runtime-process'].containerd = [];
};
const servicesHidden: Edit = (facts) => {
  facts.services.containerd = denied();
};

const nodes = {
  'nothing known': {},
  healthy: on(),
  'start hidden': on(startHidden),
  LocalService: on(runsAs('S-1-5-19')),
  NetworkService: on(runsAs('S-1-5-20')),
  user: on(runsAs('S-1-5-21-1-2-3-500', 'N\\Administrator')),
  'not told, configured before its start': on(accountHidden),
  'not told, configured since': on(accountHidden, configured('LocalSystem', '2026-11-01T00:00:00.000Z')),
  'not told, times hidden': on(accountHidden, configured('LocalSystem', 'hidden')),
  'not told, times hidden, a user': on(accountHidden, configured('.\\svc', 'hidden')),
  'none runs': on(noneRuns),
  'none runs, a user': on(noneRuns, configured('.\\svc')),
  'services hidden, none runs': on(noneRuns, servicesHidden),
};
const asSystem = [
  'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
  'account of the service containerd (configured): LocalSystem',
];

describe('containerd-account', () => {
  test('is weighed by the account of the process, else by what is configured', () => {
    expectOn('containerd-account', logonDenied, nodes, [
      [
        'nothing known',
        'possible',
        'matched text: user process token: failed to logon user: Access is denied.: unknown',
      ],
      [
        'healthy',
        'ruled-out',
        'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'start hidden',
        'ruled-out',
        'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'LocalService',
        'possible',
        'account of containerd.exe (pid 1200): LocalService (S-1-5-19)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'NetworkService',
        'likely',
        'account of containerd.exe (pid 1200): NetworkService (S-1-5-20)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'user',
        'confirmed',
        'account of containerd.exe (pid 1200): N\\Administrator (S-1-5-21-1-2-3-500)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'not told, configured before its start',
        'ruled-out',
        'account of the service containerd (configured): LocalSystem',
        'account of containerd.exe (pid 1200): not readable',
        'configuration written at: 2026-10-01T00:00:00.000Z',
        'containerd started at: 2026-10-31T12:01:00.000Z',
      ],
      [
        'not told, configured since',
        'likely',
        'account of the service containerd (configured): LocalSystem',
        'account of containerd.exe (pid 1200): not readable',
        'configuration written at: 2026-11-01T00:00:00.000Z',
        'containerd started at: 2026-10-31T12:01:00.000Z',
      ],
      [
        'not told, times hidden',
        'possible',
        'account of the service containerd (configured): LocalSystem',
        'account of containerd.exe (pid 1200): not readable',
      ],
      [
        'not told, times hidden, a user',
        'likely',
        'account of the service containerd (configured): .\\svc',
        'account of containerd.exe (pid 1200): not readable',
      ],
      ['none runs', 'ruled-out', 'account of the service containerd (configured): LocalSystem'],
      ['none runs, a user', 'confirmed', 'account of the service containerd (configured): .\\svc'],
      [
        'services hidden, none runs',
        'possible',
        'matched text: user process token: failed to logon user: Access is denied.: unknown',
      ],
    ]);
  });

  test('is less certain of a program that was refused before a token was needed', () => {
    const refused = task(
      'failed to get application name from commandline "C:\\\\hpc\\\\a.exe": CreateFile C:\\hpc\\a.exe: Access is denied.',
    );
    expect(judged('containerd-account', refused, nodes.user)[0]).toBe('likely');
    expect(judged('containerd-account', refused, nodes.LocalService)[0]).toBe('likely');
  });

  test('is less certain where the words of Windows are not read', () => {
    expectOn('containerd-account', logonUnread, nodes, [
      ['nothing known', 'possible'],
      ['services hidden, none runs', 'possible'],
      [
        'user',
        'likely',
        'account of containerd.exe (pid 1200): N\\Administrator (S-1-5-21-1-2-3-500)',
        'account of the service containerd (configured): LocalSystem',
      ],
      ['none runs, a user', 'likely', 'account of the service containerd (configured): .\\svc'],
    ]);
  });

  test('LocalService may log on, but not create accounts', () => {
    expectOn('containerd-account', accountDenied, nodes, [
      [
        'LocalService',
        'likely',
        'account of containerd.exe (pid 1200): LocalService (S-1-5-19)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'NetworkService',
        'likely',
        'account of containerd.exe (pid 1200): NetworkService (S-1-5-20)',
        'account of the service containerd (configured): LocalSystem',
      ],
      [
        'not told, times hidden',
        'possible',
        'account of the service containerd (configured): LocalSystem',
        'account of containerd.exe (pid 1200): not readable',
      ],
    ]);
  });

  test('a process that was started after the failure tells nothing about it', () => {
    const before = { at: '2026-10-31T12:00:59.000Z' };
    const at = { at: '2026-10-31T12:01:00.000Z' };
    expect(judged('containerd-account', logonDenied, nodes.healthy, at)).toEqual(['ruled-out', ...asSystem]);
    expect(judged('containerd-account', logonDenied, nodes.healthy, before)).toEqual([
      ...['possible', ...asSystem],
      'containerd was started: 2026-10-31T12:01:00.000Z, after the failure',
    ]);
    expect(judged('containerd-account', logonDenied, nodes['start hidden'], before)[0]).toBe('ruled-out');
    expect(judged('security-product', logonDenied, nodes.healthy, at)[0]).toBe('likely');
    expect(judged('security-product', logonDenied, nodes.healthy, before)).toEqual(['possible']);
  });

  test('is mended by another account where the configured one is not enough, else by a restart', () => {
    const of = (text: string, name: string) => fixOf('containerd-account', text, on(configured(name)));
    for (const enough of ['LocalSystem', 'NT AUTHORITY\\LocalService']) {
      expect(of(logonDenied, enough)).not.toContain('obj= LocalSystem');
    }
    expect(of(logonDenied, '.\\svc')).toContain('sc.exe config containerd obj= LocalSystem');
    expect(of(logonDenied, 'NT AUTHORITY\\NetworkService')).toContain('obj= LocalSystem');
    expect(of(accountDenied, 'LocalSystem')).not.toContain('obj= LocalSystem');
    expect(of(accountDenied, 'NT AUTHORITY\\LocalService')).toContain('obj= LocalSystem');
    expect(of(logonDenied, '.\\svc')).toContain('Restart the service containerd.');
    expect(fixOf('containerd-account', logonDenied, {})).toContain('sc.exe config <service> obj= LocalSystem');
    expect(fixOf('containerd-account', logonDenied, {})).toContain(
      'if Sid is S-1-5-18 (SYSTEM) or S-1-5-19 (Local Service), this is not the cause',
    );
    expect(fixOf('containerd-account', accountDenied, {})).toContain(
      'if Sid is S-1-5-18 (SYSTEM), this is not the cause',
    );
    expect(fixOf('containerd-account', logonDenied, {})).toContain('Restart-Service <service> -Force');
    expect(fixOf('containerd-account', logonDenied, on(servicesHidden))).toContain('Restart-Service <service> -Force');
  });
});

test('service-privileges: likely where containerd is SYSTEM', () => {
  expectOn('service-privileges', noPrivilege, nodes, [
    ['nothing known', 'possible'],
    [
      'healthy',
      'likely',
      'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
      'account of the service containerd (configured): LocalSystem',
    ],
    [
      'user',
      'possible',
      'account of containerd.exe (pid 1200): N\\Administrator (S-1-5-21-1-2-3-500)',
      'account of the service containerd (configured): LocalSystem',
    ],
    ['services hidden, none runs', 'possible'],
  ]);
  expect(fixOf('service-privileges', noPrivilege, {})).toContain('sc.exe qprivs <service> 8192\n');
});

test('security-product: likely where SYSTEM is denied access', () => {
  expectOn('security-product', logonDenied, nodes, [
    ['nothing known', 'possible'],
    [
      'healthy',
      'likely',
      'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
      'account of the service containerd (configured): LocalSystem',
    ],
    ['user', 'possible'],
  ]);
  expectOn('security-product', logonUnread, nodes, [['healthy', 'possible']]);
});

const connection = (answer: 'absent' | 'denied' | 'read-only') =>
  on((facts) => {
    facts.runtime.connection = answer;
  });
const pipes = {
  'nothing known': {},
  healthy: on(),
  absent: connection('absent'),
  denied: connection('denied'),
  'read-only': connection('read-only'),
};

test('containerd-stopped: by the pipe', () => {
  expectOn('containerd-stopped', pipeMissing, pipes, [
    ['nothing known', 'possible'],
    ['healthy', 'ruled-out', 'pipe \\\\.\\pipe\\containerd-containerd: answers'],
    ['absent', 'confirmed', 'pipe \\\\.\\pipe\\containerd-containerd: absent'],
    ['denied', 'ruled-out', 'pipe \\\\.\\pipe\\containerd-containerd: denied'],
    ['read-only', 'ruled-out', 'pipe \\\\.\\pipe\\containerd-containerd: read-only'],
  ]);
  expect(fixOf('containerd-stopped', pipeMissing, {})).toContain('Start-Service <service>\n');
});

test('containerd-starting: the shims that hang end with the node', () => {
  const text = 'listing pod sandboxes: rpc error: code = Unknown desc = server is not initialized yet';
  expect(fixOf('containerd-starting', text, {})).toMatch(
    /longer than a minute, restart the node, [\s\S]*Restart-Computer -Force\n[\s\S]*crictl\.exe info\n/,
  );
});

test('runtime-pipe-access: by what hostprobe gets, and by the user of the pod', () => {
  expectWeights('runtime-pipe-access', pipeRefused, pipes, [
    [undefined, 'healthy', 'possible'],
    ['', 'healthy', 'possible', 'runAsUserName (the pod): (not set)'],
    ['hpc-pods', 'healthy', 'possible', 'runAsUserName (the pod): hpc-pods'],
    ['NT AUTHORITY\\SYSTEM', 'healthy', 'possible', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    ['NT AUTHORITY\\Local Service', 'healthy', 'confirmed', 'runAsUserName (the pod): NT AUTHORITY\\Local Service'],
    [undefined, 'nothing known', 'possible'],
    [undefined, 'denied', 'confirmed', 'pipe \\\\.\\pipe\\containerd-containerd: denied for hostprobe too'],
    [
      'NT AUTHORITY\\SYSTEM',
      'read-only',
      'confirmed',
      'pipe \\\\.\\pipe\\containerd-containerd: read-only for hostprobe too',
      'runAsUserName (the pod): NT AUTHORITY\\SYSTEM',
    ],
    ['NT AUTHORITY\\SYSTEM', 'absent', 'possible', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
  ]);
});

test('second-containerd: likely where two run', () => {
  const text =
    'rke2 loops, containerd.log: containerd: failed to get listener for main ttrpc endpoint: open //./pipe/containerd-containerd.ttrpc: Access is denied.';
  const two = on((facts) => {
    facts['runtime-process'].counts.containerd = 2;
  });
  expect(judged('second-containerd', text, two)).toEqual(['likely', 'containerd.exe that run: 2']);
  expect(judged('second-containerd', text, on())[0]).toBe('possible');
  expect(fixOf('second-containerd', text, {})).toContain('sc.exe config containerd start= disabled');
  expect(fixOf('second-containerd', text, {})).toContain('Restart-Service <service> -Force');
  const besideRke2 = on((facts) => {
    facts.services.kubelet = got(null);
    facts.services.embedding = got(serviceWith({ name: 'rke2' }));
  });
  expect(fixOf('second-containerd', text, besideRke2)).toContain('sc.exe config containerd start= disabled');
  expect(fixOf('second-containerd', text, besideRke2)).toContain('Restart-Service rke2 -Force');
  // The kubelet has a service of its own, and uses the containerd of the service.
  expect(fixOf('second-containerd', text, on())).not.toContain('disabled');
});

test('containerd-configuration: a kubelet that finds no runtime, and what containerd says of its file', () => {
  for (const text of [
    'kubelet on the new worker: "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "npipe:////./pipe/containerd-containerd": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
    'time="2024-04-03T12:08:38+08:00" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"',
  ]) {
    const fix = fixOf('containerd-configuration', text, {});
    expect(fix).toContain('disabled_plugins');
    expect(fix).toContain('Restart-Service <service> -Force');
  }
});

test('service-privileges: what is explained is what is added and what is seen then', () => {
  const refused = token('failed to logon user: A required privilege is not held by the client.');
  const inFix = fixOf('service-privileges', refused, {}).match(/Se[A-Z]\w+Privilege/g) ?? [];
  const explained = causeNamed('service-privileges').explain.match(/Se[A-Z]\w+Privilege/g) ?? [];
  expect(explained.length).toBeGreaterThan(5);
  expect(inFix).toEqual([...explained, ...explained]);
});

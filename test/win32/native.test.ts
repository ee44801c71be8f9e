import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createQueues } from '../../agent/win32/native.ts';
import { out } from './koffi.ts';
import type { Job, Machine } from './machine.ts';
import { wide } from './memory.ts';
import { nativeOn } from './on-windows.ts';

type Native = Awaited<ReturnType<typeof nativeOn>>;

const localService = {
  user: 'S-1-5-19',
  groups: [
    ['S-1-5-6', 0x7],
    ['S-1-5-32-544', 0x10],
  ],
  privileges: [
    ['SeChangeNotifyPrivilege', 0x3],
    ['SeImpersonatePrivilege', 0x2],
    ['SeAuditPrivilege', 0],
  ],
  integrity: 'S-1-16-16384',
  elevated: true,
  sessionId: 0,
} as const;

describe('the own token', () => {
  test('is read whole by a Windows that wants the exact size', async () => {
    const { token } = await nativeOn({ token: localService });
    expect(await token()).toEqual({
      sid: 'S-1-5-19',
      groups: [
        { sid: 'S-1-5-6', enabled: true },
        { sid: 'S-1-5-32-544', enabled: false },
      ],
      privileges: [
        { name: 'SeChangeNotifyPrivilege', enabled: true },
        { name: 'SeImpersonatePrivilege', enabled: true },
        { name: 'SeAuditPrivilege', enabled: false },
      ],
      integrityLevel: 0x4000,
      elevated: true,
      sessionId: 0,
    });
  });

  test('is read whole when it has more groups than the first buffer holds', async () => {
    const groups = Array.from({ length: 300 }, (_, index) => [`S-1-5-21-1-2-3-${index}`, 0x7] as const);
    const { token } = await nativeOn({ token: { ...localService, groups } });
    expect((await token()).groups).toHaveLength(300);
  });

  test('that may not be opened is a refusal', async () => {
    const { token } = await nativeOn({ token: localService, first: { OpenProcessToken: [5] } });
    await expect(token()).rejects.toThrow('OpenProcessToken of hostprobe: ERROR_ACCESS_DENIED');
  });

  test('keeps nothing open when a part of it is refused', async () => {
    const { token } = await nativeOn({ token: localService, first: { GetTokenInformation: [0, 5] } });
    await expect(token()).rejects.toThrow();
  });
});

const containerd = {
  displayName: 'containerd',
  startType: 2,
  account: 'LocalSystem',
  commandLine: '"C:\\Program Files\\containerd\\containerd.exe" --run-service',
  dependsOn: ['hns'],
  state: 4,
  pid: 1234,
};

describe('services', () => {
  test('are read with their failure actions', async () => {
    // SC_ACTION_TYPE of winsvc.h, in its order.
    const kinds = ['none', 'restart', 'reboot', 'run', 'restart'];
    const failureActions = {
      resetSeconds: 3600,
      actions: kinds.map((_, type): [number, number] => [type, 15_000]),
    };
    const { services } = await nativeOn({ services: { containerd: { ...containerd, failureActions } } });
    expect(await services.query('containerd')).toEqual({
      name: 'containerd',
      displayName: 'containerd',
      state: 'running',
      startType: 'auto',
      account: 'LocalSystem',
      commandLine: '"C:\\Program Files\\containerd\\containerd.exe" --run-service',
      dependsOn: ['hns'],
      pid: 1234,
      exitCode: 0,
      failureActions: { resetSeconds: 3600, actions: kinds.map((kind) => ({ kind, delayMs: 15_000 })) },
    });
  });

  test('a reset period without actions means nothing', async () => {
    const failureActions = { resetSeconds: 3600, actions: [] };
    const { services } = await nativeOn({ services: { containerd: { ...containerd, failureActions } } });
    expect((await services.query('containerd'))?.failureActions).toEqual({ resetSeconds: 0, actions: [] });
  });

  test('a Windows without failure actions gives the rest', async () => {
    const { services } = await nativeOn({ services: { containerd: { ...containerd, failureActions: 124 } } });
    expect(await services.query('containerd')).toMatchObject({ state: 'running', failureActions: null });
  });

  test('failure actions that are refused are an error', async () => {
    const { services } = await nativeOn({ services: { containerd: { ...containerd, failureActions: 5 } } });
    await expect(services.query('containerd')).rejects.toThrow('QueryServiceConfig2W');
  });

  test('a service that is not there is null, one that refuses is denied', async () => {
    const { services } = await nativeOn({ services: { csi: { ...containerd, hidden: true } } });
    expect(await services.query('containerd')).toBeNull();
    await expect(services.query('csi')).rejects.toMatchObject({ kind: 'denied', code: '5' });
  });

  test('a configuration larger than the first buffer is read whole', async () => {
    const commandLine = `kubelet.exe ${'--v=4 '.repeat(400)}`;
    const { services } = await nativeOn({ services: { kubelet: { ...containerd, commandLine } } });
    expect((await services.query('kubelet'))?.commandLine).toBe(commandLine);
  });

  test('a list that comes in pieces is read to its end', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => [
      `service-${index}`,
      { ...containerd, state: 1, pid: 0, displayName: `the service number ${index}` },
    ]);
    const { services } = await nativeOn({ services: { ...Object.fromEntries(many), containerd } });
    const list = await services.list();
    expect(list).toHaveLength(3001);
    expect(list.at(-1)).toEqual({ name: 'containerd', displayName: 'containerd', state: 'running', pid: 1234 });
    expect(list[2999]).toMatchObject({ name: 'service-2999', state: 'stopped', pid: null });
  });

  test('drivers are listed apart from the services of programs', async () => {
    const bindflt = { ...containerd, driver: true, pid: 0 };
    const { services } = await nativeOn({ services: { bindflt, containerd } });
    expect((await services.drivers()).map(({ name, state }) => [name, state])).toEqual([['bindflt', 'running']]);
    expect((await services.list()).map(({ name }) => name)).toEqual(['containerd']);
  });

  // ERROR_MORE_DATA: a piece was given, and there are more.
  test('a list of as many pieces as are read is whole, one that goes on after them is broken', async () => {
    const pieces = (count: number) => ({ EnumServicesStatusExW: Array.from({ length: count }, () => 234) });
    const whole = await nativeOn({ services: { containerd }, first: pieces(63) });
    expect(await whole.services.list()).toHaveLength(1);
    const endless = await nativeOn({ services: { containerd }, first: pieces(64) });
    await expect(endless.services.list()).rejects.toThrow('the list of services has no end');
  });

  test('a failure of the list is reported, and nothing stays open', async () => {
    const { services } = await nativeOn({ first: { EnumServicesStatusExW: [1115] } });
    await expect(services.list()).rejects.toMatchObject({ code: '1115' });
  });
});

/** Asks all of these of a Windows in which this call never comes back, and tells which calls are out then. */
async function outOf(call: string, ask: (native: Native) => Promise<unknown>[]): Promise<readonly string[]> {
  const native = await nativeOn({ services: { containerd }, groups: { Users: [] }, events: {}, hangs: [call] });
  for (const answer of ask(native)) answer.catch(() => undefined);
  // A call that comes back does so in a turn of the loop; more than all of these take together.
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  return out();
}

describe('a service of Windows that does not come back holds one thread, however often it is asked', () => {
  test.each<[what: string, call: string, ask: (native: Native) => Promise<unknown>[]]>([
    [
      'services',
      'OpenSCManagerW',
      ({ services }) => [services.query('containerd'), services.list(), services.query('kubelet')],
    ],
    [
      'the account database',
      'NetUserEnum',
      ({ accounts }) => [accounts.users(), accounts.users(), accounts.groups(), accounts.groupExists('Users')],
    ],
    [
      'rights and the domain',
      'LsaOpenPolicy',
      ({ accounts }) => [
        accounts.holders('SeServiceLogonRight'),
        accounts.join(),
        accounts.holders('SeBatchLogonRight'),
      ],
    ],
    [
      'a domain controller',
      'LookupAccountSidW',
      ({ accounts }) => [accounts.name('S-1-5-19'), accounts.members('Users'), accounts.name('S-1-5-18')],
    ],
    [
      'the event log',
      'EvtQuery',
      ({ eventLogs }) => ['System', 'Application'].map((log) => eventLogs.read(log, { after: 0, maxBytes: 1 })),
    ],
  ])('%s', async (_, call, ask) => {
    expect(await outOf(call, ask)).toEqual([call]);
  });

  test('and one that asks a domain controller does not hold up local accounts', async () => {
    const { accounts } = await nativeOn({ groups: { Users: [] }, hangs: ['NetLocalGroupGetMembers'] });
    accounts.members('Users').catch(() => undefined);
    expect(await accounts.groupExists('Users')).toBe(true);
  });
});

const system = { name: 'System', pid: 4, image: 31, commandLine: 0, user: 'S-1-5-18' };
const process = {
  name: 'containerd.exe',
  pid: 1234,
  parentPid: 700,
  image: 'C:\\Program Files\\containerd\\containerd.exe',
  commandLine: '"C:\\Program Files\\containerd\\containerd.exe" --run-service',
  user: 'S-1-5-18',
  startedAt: (1_793_534_400_000n + 11_644_473_600_000n) * 10_000n,
};
const registry = { ...process, name: 'Registry', pid: 100, image: 31, commandLine: 0xc000_0225 };

describe('processes', () => {
  test('are listed with their parents', async () => {
    const { processes } = await nativeOn({ processes: [system, process] });
    expect(await processes.list()).toEqual([
      { pid: 4, parentPid: 0, name: 'System' },
      { pid: 1234, parentPid: 700, name: 'containerd.exe' },
    ]);
  });

  test('of which Windows makes no list are an error', async () => {
    const { processes } = await nativeOn({ processes: [process], first: { CreateToolhelp32Snapshot: [24] } });
    await expect(processes.list()).rejects.toThrow('CreateToolhelp32Snapshot: ERROR_BAD_LENGTH (24)');
  });

  test('have image, command line, user and start', async () => {
    const { processes } = await nativeOn({ processes: [process] });
    expect(await processes.image(1234)).toBe('C:\\Program Files\\containerd\\containerd.exe');
    expect(await processes.commandLine(1234)).toContain('--run-service');
    expect(await processes.account(1234)).toBe('S-1-5-18');
    expect(await processes.startedAt(1234)).toEqual(new Date('2026-11-01T12:00:00Z'));
  });

  test('have their start for an account that can open none of them, all in one call', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...process, refuses: 5, pid: 4 * (index + 1) }));
    const { processes } = await nativeOn({ processes: many });
    const asked = await Promise.all([4, 12_000, 12_004].map((pid) => processes.startedAt(pid)));
    expect(asked).toEqual([new Date('2026-11-01T12:00:00Z'), new Date('2026-11-01T12:00:00Z'), null]);
    // A second call would be refused.
    const once = await nativeOn({ processes: many, first: { NtQuerySystemInformation: [0, 0xc000_0022] } });
    const together = Promise.all([4, 8].map((pid) => once.processes.startedAt(pid)));
    await expect(together).resolves.toHaveLength(2);
  });

  test('that begin after the others were asked for have their start too', async () => {
    const begun = [process];
    const { processes } = await nativeOn({ processes: begun });
    await processes.startedAt(process.pid);
    begun.push({ ...process, pid: 5678 });
    expect(await processes.startedAt(5678)).toEqual(new Date('2026-11-01T12:00:00Z'));
  });

  test('tell no start where Windows gives no table of them', async () => {
    const machine = { processes: [{ ...process, refuses: 5 }], first: { NtQuerySystemInformation: [0xc000_0001] } };
    const { processes } = await nativeOn(machine);
    await expect(processes.startedAt(process.pid)).rejects.toThrow('NtQuerySystemInformation');
  });

  test('an image path and a command line longer than the first buffer are read whole', async () => {
    const image = `C:\\${'long\\'.repeat(300)}containerd.exe`;
    const { processes } = await nativeOn({ processes: [{ ...process, image, commandLine: image }] });
    expect(await processes.image(1234)).toBe(image);
    expect(await processes.commandLine(1234)).toBe(image);
  });

  // UNICODE_STRING counts its bytes in 16 bits.
  test('the longest image path is read whole', async () => {
    const image = `C:\\${'x'.repeat(32_764)}`;
    const { processes } = await nativeOn({ processes: [{ ...process, image }] });
    expect(await processes.image(1234)).toBe(image);
  });

  test.each([0xc000_0004, 0xc000_0023, 0x8000_0005])(
    'a command line for which there is no room is asked for again: %i',
    async (code) => {
      const { processes } = await nativeOn({
        processes: [process],
        first: { NtQueryInformationProcess: [code] },
      });
      expect(await processes.commandLine(1234)).toBe(process.commandLine);
    },
  );

  test('a Windows that does not know the question keeps the command line in the memory of the process', async () => {
    const older = { ...process, commandLine: { inMemory: 'containerd.exe --run-service' } };
    const { processes } = await nativeOn({ processes: [older, { ...registry, commandLine: { inMemory: null } }] });
    expect(await processes.commandLine(1234)).toBe('containerd.exe --run-service');
    expect(await processes.commandLine(100)).toBe('');
    const empty = { ...process, commandLine: { inMemory: '' } };
    expect(await (await nativeOn({ processes: [empty] })).processes.commandLine(1234)).toBe('');
    const ending = await nativeOn({
      processes: [older],
      first: { NtQueryInformationProcess: [0xc000_0003, 0xc000_010a] },
    });
    expect(await ending.processes.commandLine(1234)).toBeNull();
    const refused = { processes: [older], first: { NtQueryInformationProcess: [0xc000_0003, 0xc000_0022] } };
    await expect((await nativeOn(refused)).processes.commandLine(1234)).rejects.toMatchObject({ kind: 'denied' });
    const gone = { processes: [older], first: { ReadProcessMemory: [299] } };
    await expect((await nativeOn(gone)).processes.commandLine(1234)).rejects.toMatchObject({ code: '299' });
  });

  test('one that lives and runs no file has an empty image and an empty command line', async () => {
    const { processes } = await nativeOn({ processes: [registry] });
    expect(await processes.image(100)).toBe('');
    expect(await processes.commandLine(100)).toBe('');
  });

  test('one that has ended and is still held counts as ended, and so does one that is about to end', async () => {
    const { processes } = await nativeOn({
      processes: [{ ...registry, exitCode: 1, commandLine: 0xc000_010a }],
    });
    expect(await processes.image(100)).toBeNull();
    expect(await processes.commandLine(100)).toBeNull();
    expect(await processes.image(4712)).toBeNull();
  });

  test('a refusal is a refusal', async () => {
    const refused = { ...process, refuses: 5 };
    const { processes } = await nativeOn({ processes: [refused, { ...registry, commandLine: 0xc000_0022 }] });
    for (const ask of [processes.image, processes.commandLine, processes.account]) {
      await expect(ask(1234)).rejects.toMatchObject({ kind: 'denied', code: '5' });
    }
    await expect(processes.commandLine(100)).rejects.toMatchObject({ kind: 'denied' });
    await expect(processes.image(4)).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('the job', () => {
  const job = { limitFlags: 0x200, memoryLimit: 256n << 20n, peak: 90n << 20n, cpu: [0x5, 500], processes: 2 } as const;

  test('gives limits, use, cap and silo', async () => {
    const native = await nativeOn({ job: { ...job, silo: { id: 312, server: false } } });
    expect(await native.job.job()).toEqual({
      inJob: true,
      memoryLimitBytes: 256 * 2 ** 20,
      processMemoryLimitBytes: null,
      activeProcessLimit: null,
      peakMemoryBytes: 90 * 2 ** 20,
      activeProcesses: 2,
    });
    expect(await native.job.cpuRate()).toBe(500);
    expect(await native.job.silo()).toEqual({ id: 312, server: false });
  });

  test('is the one in which the agent was started, also when its first program has put it into another', async () => {
    const now: Job = { ...job, silo: { id: 312, server: false } };
    const native = await nativeOn({ job: now });
    Object.assign(now, { limitFlags: 0, peak: 10n << 20n, cpu: [0, 0], processes: 5, silo: undefined });
    expect(await native.job.job()).toMatchObject({
      memoryLimitBytes: 256 * 2 ** 20,
      peakMemoryBytes: 90 * 2 ** 20,
      activeProcesses: 5,
    });
    expect([await native.job.cpuRate(), await native.job.silo()]).toEqual([500, { id: 312, server: false }]);
    Object.assign(now, { peak: 120n << 20n });
    expect(await native.job.job()).toMatchObject({ peakMemoryBytes: 120 * 2 ** 20 });
  });

  test('whether there is one may be refused, too', async () => {
    const native = await nativeOn({ job, first: { IsProcessInJob: [5] } });
    for (const ask of [native.job.job, native.job.silo, native.job.cpuRate]) {
      await expect(ask()).rejects.toMatchObject({ kind: 'denied' });
    }
  });

  test('each question that this Windows does not know costs only its own answer', async () => {
    const native = await nativeOn({ job: { ...job, refuses: { 1: 6, 15: 1 } } });
    await expect(native.job.cpuRate()).rejects.toMatchObject({ code: '1' });
    expect(await native.job.silo()).toBeNull();
    expect(await native.job.job()).toMatchObject({ memoryLimitBytes: 256 * 2 ** 20, activeProcesses: null });
    const limitless = await nativeOn({ job: { ...job, refuses: { 9: 1 } } });
    await expect(limitless.job.job()).rejects.toMatchObject({ code: '1' });
    expect([await limitless.job.silo(), await limitless.job.cpuRate()]).toEqual([null, 500]);
  });

  test('a refused silo is an error, a process outside of jobs has none', async () => {
    const refused = await nativeOn({ job: { ...job, refuses: { 36: 5 } } });
    await expect(refused.job.silo()).rejects.toMatchObject({ kind: 'denied' });
    const outside = await nativeOn({ job: null });
    expect(await outside.job.job()).toMatchObject({ inJob: false, memoryLimitBytes: null });
    expect([await outside.job.silo(), await outside.job.cpuRate()]).toEqual([null, null]);
  });
});

describe('accounts', () => {
  const administrator = { sid: 'S-1-5-21-1-2-3-500', name: 'WIN\\Administrator' };
  const removed = { sid: 'S-1-5-21-1-2-3-1009', name: '', use: 6 };
  const groups = { Administrators: [administrator, removed], Users: [], Broken: 1355 };

  test('members are read, the groups are listed, one at a time too', async () => {
    const { accounts } = await nativeOn({ groups, pageSize: 1 });
    expect(await accounts.groups()).toEqual(['Administrators', 'Users', 'Broken']);
    expect(await accounts.members('Administrators')).toEqual([
      { sid: 'S-1-5-21-1-2-3-500', name: 'WIN\\Administrator' },
      { sid: 'S-1-5-21-1-2-3-1009', name: null },
    ]);
  });

  test('a group is there or not by the test that the shim makes', async () => {
    const { accounts } = await nativeOn({ groups, first: { NetLocalGroupGetInfo: [1376] } });
    expect(await accounts.groupExists('hpc-users')).toBe(false);
    expect(await accounts.groupExists('hpc-users')).toBe(false);
    expect(await accounts.groupExists('Administrators')).toBe(true);
    const refused = await nativeOn({ groups, first: { NetLocalGroupGetInfo: [5] } });
    await expect(refused.accounts.groupExists('Users')).rejects.toMatchObject({ kind: 'denied' });
  });

  test('a deleted group is null, one whose members cannot be read is an error', async () => {
    const { accounts } = await nativeOn({ groups });
    expect(await accounts.members('nosuch')).toBeNull();
    await expect(accounts.members('Broken')).rejects.toMatchObject({ code: '1355' });
  });

  test('a member whose domain could not be asked has no name', async () => {
    const unknown = { sid: 'S-1-5-21-9-9-9-1', name: 'CORP\\someone', use: 8 };
    const { accounts } = await nativeOn({ groups: { Users: [unknown] } });
    expect(await accounts.members('Users')).toEqual([{ sid: 'S-1-5-21-9-9-9-1', name: null }]);
  });

  test('a member without a SID is one all the same', async () => {
    const broken = { sid: null, name: 'WIN\\nobody' };
    const { accounts } = await nativeOn({ groups: { Users: [broken, administrator] }, pageSize: 1 });
    expect(await accounts.members('Users')).toEqual([{ sid: '', name: 'WIN\\nobody' }, administrator]);
  });

  test('users carry what keeps them from logging on', async () => {
    const users = [
      { name: 'Guest', flags: 0x2 },
      { name: '0123456789abcdef0123', flags: 0x10 | 0x80_0000 },
    ];
    const { accounts } = await nativeOn({ users, pageSize: 1 });
    expect(await accounts.users()).toEqual([
      { name: 'Guest', disabled: true, locked: false, passwordExpired: false },
      { name: '0123456789abcdef0123', disabled: false, locked: true, passwordExpired: true },
    ]);
  });

  test('users that may not be listed are an error', async () => {
    const { accounts } = await nativeOn({ users: [], first: { NetUserEnum: [5] } });
    await expect(accounts.users()).rejects.toMatchObject({ kind: 'denied' });
  });

  test('holders of a right are SIDs; a right without holders is an empty list, a refusal is an error', async () => {
    const rights = { SeServiceLogonRight: ['S-1-5-80-0', 'S-1-5-32-544'], SeDenyServiceLogonRight: 0xc000_0022 };
    const { accounts } = await nativeOn({ rights });
    expect(await accounts.holders('SeServiceLogonRight')).toEqual(['S-1-5-80-0', 'S-1-5-32-544']);
    expect(await accounts.holders('SeInteractiveLogonRight')).toEqual([]);
    await expect(accounts.holders('SeDenyServiceLogonRight')).rejects.toMatchObject({ kind: 'denied' });
    const none = await nativeOn({ rights: { SeServiceLogonRight: [null, 'S-1-5-6'] } });
    expect(await none.accounts.holders('SeServiceLogonRight')).toEqual(['S-1-5-6']);
  });

  test('a policy that may not be opened is a refusal of the rights', async () => {
    const { accounts } = await nativeOn({ rights: {}, first: { LsaOpenPolicy: [0xc000_0022] } });
    await expect(accounts.holders('SeServiceLogonRight')).rejects.toThrow('LsaOpenPolicy');
  });

  test('a name is found by its SID; an absent name is not an error, a domain that cannot be asked is one', async () => {
    const names = {
      'S-1-5-19': ['NT AUTHORITY', 'LOCAL SERVICE'],
      'S-1-1-0': ['', 'Everyone'],
      'S-1-5-21-9': 1789,
      // The longest of an account and of a DNS domain: UNLEN of lmcons.h, RFC 1035.
      'S-1-5-21-8': ['d'.repeat(255), 'n'.repeat(256)],
    } as const;
    const { accounts } = await nativeOn({ names });
    expect(await accounts.name('S-1-5-19')).toBe('NT AUTHORITY\\LOCAL SERVICE');
    expect(await accounts.name('S-1-1-0')).toBe('Everyone');
    expect(await accounts.name('S-1-5-21-8')).toHaveLength(255 + 1 + 256);
    expect(await accounts.name('S-1-5-21-1-2-3-1009')).toBeNull();
    await expect(accounts.name('S-1-5-21-9')).rejects.toMatchObject({ code: '1789' });
    await expect(accounts.name('nobody')).rejects.toThrow('"nobody" is not a SID');
  });

  test('the domain join is read', async () => {
    const { accounts } = await nativeOn({ join: { name: 'CORP', status: 3 } });
    expect(await accounts.join()).toEqual({ kind: 'domain', name: 'CORP' });
    const unnamed = await nativeOn({ join: { name: null, status: 1 } });
    expect(await unnamed.accounts.join()).toEqual({ kind: 'none', name: '' });
    const refused = await nativeOn({ first: { NetGetJoinInformation: [5] } });
    await expect(refused.accounts.join()).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('files', () => {
  const guid = '\\\\?\\Volume{6f1c2b7e-93d4-4a58-8e21-0c7d5b9a4f63}\\';
  const files = {
    'C:\\hpc': { finalPath: `${guid}hpc`, owner: 'S-1-5-18', sddl: 'D:PAI(A;OICI;FA;;;SY)' },
    'C:\\silo': { finalPath: '\\Device\\HarddiskVolume4\\silo', owner: null, mountedVolume: guid },
    'C:\\secret': { refuses: 5 },
  };

  test('lead to a volume, or to a device where there is no volume', async () => {
    const native = await nativeOn({ files });
    expect(await native.files.finalPath('C:\\hpc')).toBe(`${guid}hpc`);
    expect(await native.files.finalPath('C:\\silo')).toBe('\\Device\\HarddiskVolume4\\silo');
    expect(await native.files.finalPath('C:\\nosuch')).toBeNull();
    await expect(native.files.finalPath('C:\\secret')).rejects.toMatchObject({ kind: 'denied' });
  });

  test('whose path has no name at all are an error', async () => {
    const native = await nativeOn({ files: { 'C:\\unnamed': {} } });
    await expect(native.files.finalPath('C:\\unnamed')).rejects.toThrow('GetFinalPathNameByHandleW C:\\unnamed');
  });

  // 32,767 units, of which the last is the NUL (Naming Files, maximum path length); what does not fit is no path.
  test('may have the longest path that there is', async () => {
    const longest = `\\Device\\${'x'.repeat(32_766 - 8)}`;
    const native = await nativeOn({
      files: { 'C:\\long': { finalPath: longest }, 'C:\\over': { finalPath: `${longest}x` } },
    });
    expect(await native.files.finalPath('C:\\long')).toBe(longest);
    await expect(native.files.finalPath('C:\\over')).rejects.toThrow('GetFinalPathNameByHandleW');
  });

  test('lead somewhere for an account that may do nothing else with them', async () => {
    const native = await nativeOn({ files: { 'C:\\closed': { closed: 5, finalPath: `${guid}closed` } } });
    expect(await native.files.finalPath('C:\\closed')).toBe(`${guid}closed`);
    expect(await native.files.mayCreateIn('C:\\closed')).toBe(false);
  });

  test('whose access list Windows cannot turn into text are an error', async () => {
    const { files: ofMachine } = await nativeOn({
      files,
      first: { ConvertSecurityDescriptorToStringSecurityDescriptorW: [1336] },
    });
    await expect(ofMachine.security('C:\\hpc')).rejects.toMatchObject({ kind: 'failed', code: '1336' });
  });

  test('may have no owner', async () => {
    const native = await nativeOn({ files });
    expect(await native.files.security('C:\\hpc')).toEqual({ owner: 'S-1-5-18', sddl: 'D:PAI(A;OICI;FA;;;SY)' });
    expect(await native.files.security('C:\\silo')).toEqual({ owner: null, sddl: 'D:' });
    expect(await native.files.security('C:\\nosuch')).toBeNull();
    const noFolder = await nativeOn({ files, first: { GetNamedSecurityInfoW: [3] } });
    expect(await noFolder.files.security('C:\\hpc')).toBeNull();
    await expect(native.files.security('C:\\secret')).rejects.toMatchObject({ kind: 'denied' });
  });

  test.each([1, 2, 3, 87, 123, 267, 4390])('a folder for which Windows says %i is not a mount point', async (code) => {
    const native = await nativeOn({ files, first: { GetVolumeNameForVolumeMountPointW: [code] } });
    expect(await native.files.mountedVolume('C:\\silo')).toBeNull();
  });

  test('a mount point may be refused', async () => {
    const native = await nativeOn({ files, first: { GetVolumeNameForVolumeMountPointW: [5] } });
    await expect(native.files.mountedVolume('C:\\silo')).rejects.toMatchObject({ kind: 'denied' });
  });

  test.each([2, 3, 11, 193, 1812, 1813, 1814])('a file for which Windows says %i has no version', async (code) => {
    const native = await nativeOn({ files: { 'C:\\x.exe': { version: code } } });
    expect(await native.files.version('C:\\x.exe')).toBeNull();
  });

  test('a version resource without a fixed version, or with one that is cut, is none', async () => {
    const files = { 'C:\\w.dll': { version: { high: 1, low: 1 } } };
    const absent = await nativeOn({ files, first: { VerQueryValueW: [1813] } });
    expect(await absent.files.version('C:\\w.dll')).toBeNull();
    const cut = await nativeOn({ files: { 'C:\\w.dll': { version: { high: 1, low: 1, bytes: 8 } } } });
    expect(await cut.files.version('C:\\w.dll')).toBeNull();
    const readPart = await nativeOn({ files: { 'C:\\w.dll': { version: { high: 1, low: 1, bytes: 16 } } } });
    expect(await readPart.files.version('C:\\w.dll')).toBe('0.1.0.1');
  });

  test('a folder is a mount point or not, with or without its backslash', async () => {
    const native = await nativeOn({ files });
    expect(await native.files.mountedVolume('C:\\silo')).toBe(guid);
    expect(await native.files.mountedVolume('C:\\silo\\')).toBe(guid);
    expect(await native.files.mountedVolume('C:\\hpc')).toBeNull();
  });

  test('have a version or none; a refusal is a refusal', async () => {
    const native = await nativeOn({
      files: {
        'C:\\w.dll': { version: { high: 0x000a_0000, low: 0x4f7c_0001 } },
        'C:\\go.exe': { version: 1812 },
        'C:\\no.exe': { version: 5 },
      },
    });
    expect(await native.files.version('C:\\w.dll')).toBe('10.0.20348.1');
    expect(await native.files.version('C:\\go.exe')).toBeNull();
    expect(await native.files.version('C:\\nosuch.exe')).toBeNull();
    await expect(native.files.version('C:\\no.exe')).rejects.toMatchObject({ kind: 'denied' });
    const cut = await nativeOn({
      files: { 'C:\\w.dll': { version: { high: 1, low: 1 } } },
      first: { GetFileVersionInfoW: [5] },
    });
    await expect(cut.files.version('C:\\w.dll')).rejects.toMatchObject({ kind: 'denied' });
  });

  test('a folder may be written to, or this account is refused', async () => {
    const native = await nativeOn({ files });
    expect(await native.files.mayCreateIn('C:\\hpc')).toBe(true);
    expect(await native.files.mayCreateIn('C:\\secret')).toBe(false);
    expect(await native.files.mayCreateIn('C:\\nosuch')).toBe(false);
    const shared = await nativeOn({ files, first: { CreateFileW: [32] } });
    await expect(shared.files.mayCreateIn('C:\\hpc')).rejects.toMatchObject({ kind: 'failed', code: '32' });
  });
});

describe('listeners', () => {
  const rows = [
    { address: '0.0.0.0', port: 10_250, pid: 1500 },
    { address: '127.0.0.1', port: 10_248, pid: 1500 },
    { address: '::1', port: 20_258, pid: 4242 },
  ];

  test('are read over both families', async () => {
    const { listeners } = await nativeOn({ listeners: rows });
    expect(await listeners()).toEqual(rows);
  });

  test('a table that fails for a moment is asked for again, and not for ever', async () => {
    const { listeners } = await nativeOn({
      listeners: rows,
      first: { GetExtendedTcpTable: [0xc000_0001, 0xc000_0001] },
    });
    expect(await listeners()).toHaveLength(3);
    const busy = await nativeOn({ first: { GetExtendedTcpTable: Array(5).fill(0xc000_0001) } });
    await expect(busy.listeners()).rejects.toMatchObject({ code: String(0xc000_0001) });
    const calmer = await nativeOn({ listeners: rows, first: { GetExtendedTcpTable: Array(4).fill(0xc000_0001) } });
    expect(await calmer.listeners()).toHaveLength(3);
  });

  test('a long table is read whole', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ address: '0.0.0.0', port: 1024 + index, pid: 8 }));
    const { listeners } = await nativeOn({ listeners: many });
    expect(await listeners()).toHaveLength(2000);
  });
});

describe('who has a connection', () => {
  const end = (address: string, port: number) => ({ address, port });
  const here = end('127.0.0.1', 50_001);
  const server = end('127.0.0.1', 20_258);
  const connections = [
    { local: server, remote: here, pid: 4242 },
    { local: end('127.0.0.2', 50_001), remote: server, pid: 7 },
    { local: end('127.0.0.1', 50_002), remote: server, pid: 8 },
    { local: here, remote: end('127.0.0.1', 443), pid: 9 },
    { local: here, remote: server, pid: 1500 },
  ];

  test('is found by both ends', async () => {
    const { owner } = await nativeOn({ connections });
    expect(await owner({ local: here, remote: server })).toBe(1500);
    expect(await owner({ local: server, remote: here })).toBe(4242);
    expect(await owner({ local: here, remote: end('10.0.0.1', 443) })).toBeNull();
  });

  test('is found over IPv6', async () => {
    const [local, remote] = [end('::1', 50_001), end('::1', 20_258)];
    const { owner } = await nativeOn({ connections: [...connections, { local, remote, pid: 1600 }] });
    expect(await owner({ local, remote })).toBe(1600);
    expect(await owner({ local: remote, remote: local })).toBeNull();
  });
});

const number = { type: 4, data: Buffer.from([0x8c, 0x0a, 0, 0]) };

describe('the registry', () => {
  const key = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
  const text = (value: string) => ({ type: 1, data: Buffer.from(`${value}\0`, 'utf16le') });

  test('gives the version of Windows with its build', async () => {
    const registry = {
      [`${key}\\UBR`]: number,
      [`${key}\\ProductName`]: text('Windows Server 2022 Datacenter'),
      [`${key}\\InstallationType`]: text('Server Core'),
    };
    const { version } = await nativeOn({ registry, build: 20_348 });
    expect(await version()).toEqual({
      build: 20_348,
      revision: 2700,
      product: 'Windows Server 2022 Datacenter',
      installation: 'Server Core',
    });
  });

  test('says that Windows does not give its version at all', async () => {
    const { version } = await nativeOn({ first: { RtlGetVersion: [0xc000_000d] } });
    await expect(version()).rejects.toThrow('RtlGetVersion: NTSTATUS 0xc000000d');
  });

  test('says which value of the version is absent, or is not text', async () => {
    const texts = { [`${key}\\ProductName`]: text('Windows'), [`${key}\\InstallationType`]: text('Server') };
    const odd = await nativeOn({ registry: { ...texts, [`${key}\\UBR`]: text('2700') } });
    expect(await odd.version()).toMatchObject({ revision: null });
    const partly = await nativeOn({ registry: { [`${key}\\ProductName`]: number } });
    await expect(partly.version()).rejects.toThrow('ProductName is no text');
    await expect((await nativeOn({})).version()).rejects.toThrow('ProductName is not there');
  });

  test('a value that is shorter than its type is an error, one longer than the first buffer is read whole', async () => {
    const registry = { 'a\\short': { type: 4, data: Buffer.from([1, 2]) }, 'a\\long': text('x'.repeat(2000)) };
    const native = await nativeOn({ registry });
    await expect(native.registry.read('a', 'short')).rejects.toMatchObject({ kind: 'failed' });
    expect(await native.registry.read('a', 'long')).toBe('x'.repeat(2000));
    expect(await native.registry.read('a', 'nosuch')).toBeNull();
  });

  test('gives numbers of 64 bits and texts of no bytes, and says of bytes that they are neither', async () => {
    const registry = {
      'a\\large': { type: 11, data: Buffer.from('0000000001000000', 'hex') },
      'a\\empty': { type: 1, data: Buffer.alloc(0) },
      'a\\bytes': { type: 3, data: Buffer.from([1, 2]) },
    };
    const native = await nativeOn({ registry });
    expect(await native.registry.read('a', 'large')).toBe(2 ** 32);
    expect(await native.registry.read('a', 'empty')).toBe('');
    await expect(native.registry.read('a', 'bytes')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  test.each<[what: string, call: string, ask: (native: Native) => Promise<unknown>]>([
    ['a value', 'RegGetValueW', (native) => native.registry.read('a', 'b')],
    ['a key', 'RegOpenKeyExW', (native) => native.registry.writtenAt('a')],
  ])('%s below a key that is not there is absent', async (_, call, ask) => {
    expect(await ask(await nativeOn({ first: { [call]: [3] } }))).toBeNull();
  });

  test('is asked once for a value that fits the first buffer', async () => {
    let asked = 0;
    const registry = {
      get 'a\\b'() {
        asked += 1;
        return number;
      },
    };
    expect(await (await nativeOn({ registry })).registry.read('a', 'b')).toBe(2700);
    expect(asked).toBe(1);
  });

  test('says when a key was last written, that it is absent, and that this account cannot read it', async () => {
    const keys = { 'a\\written': process.startedAt, 'a\\closed': 5 };
    const native = await nativeOn({ keys });
    expect(await native.registry.writtenAt('a\\written')).toEqual(new Date('2026-11-01T12:00:00Z'));
    expect(await native.registry.writtenAt('a\\nosuch')).toBeNull();
    await expect(native.registry.writtenAt('a\\closed')).rejects.toMatchObject({ kind: 'denied', code: '5' });
    const deleted = await nativeOn({ keys, first: { RegQueryInfoKeyW: [1018] } });
    await expect(deleted.registry.writtenAt('a\\written')).rejects.toMatchObject({ kind: 'failed', code: '1018' });
  });
});

describe('a key', () => {
  const dword = (value: number) => ({ type: 4, data: Buffer.from([value, 0, 0, 0]) });
  const long = 'x'.repeat(5_000);
  const machine = {
    keys: { 'a\\b': 1n, 'a\\b\\one': 1n, 'a\\b\\two': 1n, 'a\\b\\two\\inner': 1n, 'a\\closed': 5 },
    registry: {
      'a\\b\\Start': dword(2),
      'a\\b\\': { type: 1, data: wide('the default') },
      'a\\b\\long': { type: 1, data: wide(long) },
      'a\\b\\bytes': { type: 3, data: Buffer.from([1, 2]) },
      'a\\b\\cut': { type: 4, data: Buffer.from([1]) },
      'a\\b\\one\\inner': dword(1),
    },
  };

  test('tells the names of the keys directly below it, and all its values by name', async () => {
    const { registry } = await nativeOn(machine);
    expect(await registry.keys('a\\b')).toEqual(['one', 'two']);
    const values = await registry.values('a\\b');
    expect(Object.fromEntries(values ?? [])).toEqual({
      ...{ Start: 2, '': 'the default', long },
      // What a type says and the bytes do not hold is bytes.
      ...{ bytes: Buffer.from([1, 2]), cut: Buffer.from([1]) },
    });
  });

  test('that is not there is null; one that is closed to this account is denied', async () => {
    const { registry } = await nativeOn(machine);
    expect([await registry.keys('a\\no'), await registry.values('a\\no')]).toEqual([null, null]);
    await expect(registry.keys('a\\closed')).rejects.toMatchObject({ kind: 'denied', code: '5' });
    await expect(registry.values('a\\closed')).rejects.toMatchObject({ kind: 'denied', code: '5' });
  });
});

// Sources: win32 sysinfo/registry-element-size-limits (255 characters of a key, 16,383 of a value, 1 MB of data); UNLEN, lmcons.h
// (256 characters of an account); QueryServiceConfigW (8 KB); QueryFullProcessImageNameW (32,767 characters of a path).
test.each<[what: string, machine: Machine, ask: (native: Native) => Promise<unknown>, whole: unknown]>([
  [
    'name of a key',
    { keys: { a: 1n, [`a\\${'k'.repeat(255)}`]: 1n } },
    (on) => on.registry.keys('a'),
    ['k'.repeat(255)],
  ],
  [
    'name of a value',
    { keys: { a: 1n }, registry: { [`a\\${'v'.repeat(16_383)}`]: number } },
    (on) => on.registry.values('a'),
    new Map([['v'.repeat(16_383), 2700]]),
  ],
  [
    'data of a value',
    { keys: { a: 1n }, registry: { 'a\\b': { type: 3, data: Buffer.alloc(2 ** 20, 7) } } },
    (on) => on.registry.values('a'),
    new Map([['b', Buffer.alloc(2 ** 20, 7)]]),
  ],
  [
    'text of a value',
    { registry: { 'a\\b': { type: 1, data: wide('t'.repeat(2 ** 19 - 1)) } } },
    (on) => on.registry.read('a', 'b'),
    't'.repeat(2 ** 19 - 1),
  ],
  [
    'name of an account',
    { names: { 'S-1-5-21-1-2-3-1001': ['d'.repeat(255), 'u'.repeat(256)] } },
    (on) => on.accounts.name('S-1-5-21-1-2-3-1001'),
    `${'d'.repeat(255)}\\${'u'.repeat(256)}`,
  ],
])('the longest %s is read whole', async (_, machine, ask, whole) => {
  expect(await ask(await nativeOn(machine))).toEqual(whole);
});

const network = 'A4F1B8C2-2424-4C5E-9B9D-000000000001';

// Each call may fail for a reason that nobody expects: here access is refused.
describe('a call that fails ends its question, with its own name', () => {
  test.each<[call: string, ask: (native: Native) => Promise<unknown>, code?: number]>([
    ['OpenSCManagerW', ({ services }) => services.query('containerd')],
    ['OpenServiceW', ({ services }) => services.query('containerd')],
    ['QueryServiceConfigW', ({ services }) => services.query('containerd')],
    ['QueryServiceStatusEx', ({ services }) => services.query('containerd')],
    ['OpenProcess', ({ processes }) => processes.image(1234)],
    ['Process32NextW', ({ processes }) => processes.list()],
    ['QueryFullProcessImageNameW', ({ processes }) => processes.image(1234)],
    ['OpenProcessToken', ({ processes }) => processes.account(1234)],
    ['GetTokenInformation', ({ processes }) => processes.groups(1234)],
    ['LookupPrivilegeNameW', ({ token }) => token()],
    ['NetLocalGroupEnum', ({ accounts }) => accounts.groups()],
    ['NetLocalGroupGetMembers', ({ accounts }) => accounts.members('Users')],
    ['LookupAccountSidW', ({ accounts }) => accounts.name('S-1-5-18')],
    ['CreateFileW', ({ files }) => files.finalPath('C:\\hpc')],
    ['GetFileVersionInfoSizeW', ({ files }) => files.version('C:\\hpc')],
    ['GetNamedSecurityInfoW', ({ files }) => files.security('C:\\hpc')],
    ['RegGetValueW', ({ registry }) => registry.read('a', 'b')],
    ['RegOpenKeyExW', ({ registry }) => registry.writtenAt('a')],
    ['RegEnumKeyExW', ({ registry }) => registry.keys('a')],
    ['RegEnumValueW', ({ registry }) => registry.values('a')],
    ['GetExtendedTcpTable', ({ listeners }) => listeners()],
    ['EvtQuery', ({ eventLogs }) => eventLogs.read('System', { after: 0, maxBytes: 1000 })],
    ['EvtNext', ({ eventLogs }) => eventLogs.read('System', { after: 0, maxBytes: 1000 })],
    ['EvtCreateRenderContext', ({ eventLogs }) => eventLogs.read('System', { after: 0, maxBytes: 1000 })],
    ['EvtRender', ({ eventLogs }) => eventLogs.read('System', { after: 0, maxBytes: 1000 })],
    ['EnumServicesStatusExW', ({ services }) => services.list()],
    ['NtQuerySystemInformation', ({ processes }) => processes.usage(1234), 0xc000_0022],
    ['NtQueryInformationProcess', ({ processes }) => processes.commandLine(1234), 0xc000_0022],
    ['OpenJobObjectW', ({ processes }) => processes.job('x')],
    ['QueryInformationJobObject', ({ processes }) => processes.job('x')],
    ['NetUserEnum', ({ accounts }) => accounts.users()],
    ['NetLocalGroupGetInfo', ({ accounts }) => accounts.groupExists('Users')],
    ['NetGetJoinInformation', ({ accounts }) => accounts.join()],
    ['LsaOpenPolicy', ({ accounts }) => accounts.holders('SeServiceLogonRight'), 0xc000_0022],
    ['LsaEnumerateAccountsWithUserRight', ({ accounts }) => accounts.holders('SeServiceLogonRight'), 0xc000_0022],
    ['GetFinalPathNameByHandleW', ({ files }) => files.finalPath('C:\\hpc')],
    ['GetVolumeNameForVolumeMountPointW', ({ files }) => files.mountedVolume('C:\\hpc')],
    ['GetFileVersionInfoW', ({ files }) => files.version('C:\\k.exe')],
    ['ConvertSecurityDescriptorToStringSecurityDescriptorW', ({ files }) => files.security('C:\\hpc')],
    ['RegQueryInfoKeyW', ({ registry }) => registry.writtenAt('a')],
    ['IsProcessInJob', ({ job }) => job.job()],
    ['CreateToolhelp32Snapshot', ({ processes }) => processes.list()],
    ['HcnEnumerateNetworks', ({ hostNetworks }) => hostNetworks.list('networks'), 0x8007_0005],
    ['HcnOpenNetwork', ({ hostNetworks }) => hostNetworks.read('networks', network), 0x8007_0005],
    ['HcnQueryNetworkProperties', ({ hostNetworks }) => hostNetworks.read('networks', network), 0x8007_0005],
  ])('%s', async (call, ask, code = 5) => {
    const native = await nativeOn({
      ...{ token: localService, services: { containerd }, processes: [process], groups: { Users: [] } },
      ...{
        files: { 'C:\\hpc': { owner: 'S-1-5-18', version: 5 }, 'C:\\k.exe': { version: { high: 1, low: 1 } } },
        registry: { 'a\\b': number },
        keys: { a: 1n },
      },
      events: { System: [{ record: 1, source: 'x', at: 1n, values: [] }] },
      hns: { Network: { [network]: '{}' } },
      jobs: { x: { pids: [7], userTime: 0n, kernelTime: 0n, memory: 0n, peak: 0n } },
      first: { [call]: [code] },
    });
    await expect(ask(native)).rejects.toThrow(new RegExp(`^${call}.*ERROR_ACCESS_DENIED`));
  });
});

// ERROR_INSUFFICIENT_BUFFER, and STATUS_INFO_LENGTH_MISMATCH, which NT's calls say instead.
describe('a call whose answer fits no buffer ends its question, with its own name', () => {
  test.each<[call: string, ask: (native: Native) => Promise<unknown>, code?: number]>([
    ['QueryServiceConfigW', ({ services }) => services.query('containerd')],
    ['QueryServiceConfig2W', ({ services }) => services.query('containerd')],
    ['QueryFullProcessImageNameW', ({ processes }) => processes.image(1234)],
    ['NtQueryInformationProcess', ({ processes }) => processes.commandLine(1234), 0xc000_0004],
    ['NtQuerySystemInformation', ({ processes }) => processes.usage(1234), 0xc000_0004],
    ['GetTokenInformation', ({ processes }) => processes.groups(1234)],
    ['RegGetValueW', ({ registry }) => registry.read('a', 'b')],
    ['RegEnumValueW', ({ registry }) => registry.values('a')],
    ['GetExtendedTcpTable', ({ listeners }) => listeners()],
    ['EvtRender', ({ eventLogs }) => eventLogs.read('System', { after: 0, maxBytes: 1000 })],
  ])('%s', async (call, ask, code = 122) => {
    const native = await nativeOn({
      ...{ services: { containerd }, processes: [process], registry: { 'a\\b': number }, keys: { a: 1n } },
      events: { System: [{ record: 1, source: 'x', at: 1n, values: [] }] },
      first: { [call]: Array.from({ length: 40 }, () => code) },
    });
    await expect(ask(native)).rejects.toThrow(new RegExp(`^${call}.*: its answer does not fit \\d+ bytes$`));
  });
});

describe('a job of another container', () => {
  const name = 'Global\\JobContainer_c0ffee';
  const felix = { pids: [7, 8], userTime: 20_000_000n, kernelTime: 5_000_000n, memory: 1n << 24n, peak: 1n << 25n };

  test('is asked by its name with the right to query, and closed', async () => {
    const { processes } = await nativeOn({ jobs: { [name]: { ...felix, memoryLimit: 1n << 28n } } });
    expect(await processes.job(name)).toEqual({
      pids: [7, 8],
      cpuSeconds: 2.5,
      memoryBytes: 2 ** 24,
      peakMemoryBytes: 2 ** 25,
      memoryLimitBytes: 2 ** 28,
    });
  });

  test('is read whole when it has more processes than the first buffer holds', async () => {
    const pids = Array.from({ length: 500 }, (_, index) => index);
    const { processes } = await nativeOn({ jobs: { [name]: { ...felix, pids } } });
    expect((await processes.job(name))?.pids).toEqual(pids);
  });

  test('without processes and limit says so', async () => {
    const { processes } = await nativeOn({ jobs: { [name]: { ...felix, pids: [] } } });
    expect(await processes.job(name)).toMatchObject({ pids: [], memoryLimitBytes: null });
  });

  test('that is not there is an answer, and a refusal is none', async () => {
    const { processes } = await nativeOn({ jobs: { refused: 5 } });
    expect(await processes.job(name)).toBeNull();
    await expect(processes.job('refused')).rejects.toMatchObject({ kind: 'denied' });
  });
});

test('what a process uses is read from the table that every account sees', async () => {
  const usage = { userTime: 20_000_000n, kernelTime: 5_000_000n, memory: 3n << 20n, handles: 240, priority: 10 };
  const refused = { pid: 4321, name: 'containerd.exe', refuses: 5, image: '', commandLine: '', user: 'S-1-5-18' };
  const { processes } = await nativeOn({ processes: [{ ...refused, usage }] });
  expect(await processes.usage(4321)).toEqual({
    cpuSeconds: 2.5,
    memoryBytes: 3 * 2 ** 20,
    handles: 240,
    priority: 10,
  });
  expect(await processes.usage(1)).toBeNull();
});

const never = () => new Promise<never>(() => undefined);
const turn = () => new Promise(setImmediate);

test('work is begun only when the work before it is over', async () => {
  const queue = createQueues()('the service');
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const work = (name: string, answer: Promise<string>) =>
    queue(() => {
      begun.push(name);
      return answer;
    });
  const answers = Promise.all([work('first', first.promise), work('second', Promise.resolve('two'))]);
  await turn();
  expect(begun).toEqual(['first']);
  first.resolve('one');
  expect(await answers).toEqual(['one', 'two']);
  expect(begun).toEqual(['first', 'second']);
});

test('a failure is returned to its caller, and to no later one', async () => {
  const queue = createQueues()('the service');
  const failing = queue(() => Promise.reject(new Error('refused')));
  const next = queue(async () => 'fine');
  await expect(failing).rejects.toThrow('refused');
  expect(await next).toBe('fine');
});

test('a queue that hangs does not hold up another', async () => {
  const queues = createQueues();
  void queues('one')(never);
  expect(await queues('other')(async () => 'fine')).toBe('fine');
});

test('what waits for a thread is begun when one comes back', async () => {
  const queues = createQueues();
  const first = Promise.withResolvers<void>();
  void queues('one')(() => first.promise);
  void queues('two')(never);
  const third = queues('three')(async () => 'fine');
  await turn();
  first.resolve();
  expect(await third).toBe('fine');
});

test('calls that never return hold two threads; later ones time out and are never made', async () => {
  const queues = createQueues(30);
  await queues('a service that answers')(async () => undefined);
  let out = 0;
  const hang = () => {
    out += 1;
    return never();
  };
  for (const service of ['services', 'accounts', 'domain', 'event log', 'names']) {
    for (let run = 0; run < 3; run++) queues(service)(hang).catch(() => undefined);
  }
  await expect(queues('the event log')(hang)).rejects.toMatchObject({
    kind: 'timeout',
    message: 'the event log was not asked: an earlier question is out for 30 ms',
  });
  expect(out).toBe(2);
});

test('what has begun is waited for, however long it takes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const queue = createQueues(20)('the service');
  const [begun, back] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const answer = queue(() => {
    begun.resolve();
    return back.promise;
  });
  await begun.promise;
  vi.advanceTimersByTime(60);
  back.resolve('fine');
  expect(await answer).toBe('fine');
});

test('a service that comes back is asked again, but not what was given up', async () => {
  const queue = createQueues(20)('the service');
  const hanging = Promise.withResolvers<void>();
  const first = queue(() => hanging.promise);
  let asked = false;
  const late = queue(async () => {
    asked = true;
  });
  await expect(late).rejects.toMatchObject({ kind: 'timeout' });
  hanging.resolve();
  await first;
  expect(await queue(async () => 'fine')).toBe('fine');
  expect(asked).toBe(false);
});

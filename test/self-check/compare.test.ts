import { expect, test } from 'vitest';
import { report } from '../../agent/cli/report.ts';
import { readConfig } from '../../agent/config.ts';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { plainView } from '../../agent/renderer.ts';
import { canAsk, questionsTo } from '../../agent/self-check/questions.ts';
import { askBothWays, lineOf, type WindowsQuestion } from '../../agent/self-check.ts';
import { hostWith } from '../host.ts';

const says = (stdout: string, exitCode = 0): Host['programs'] => ({
  run: async () => ({ exitCode, stdout, stderr: '' }),
});
type Relation = NonNullable<WindowsQuestion['relation']> | 'same';
const question = (own: string[], relation: Relation = 'same'): WindowsQuestion => ({
  what: 'things',
  program: ['x.exe', '/all'],
  own: async () => own,
  reported: ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
  ...(relation === 'same' ? {} : { relation }),
});

test.each<[what: string, own: string[], told: string, relation: Relation, line: string]>([
  ['the same', ['a', 'b'], 'b\nA', 'same', 'same    things: 2 compared (x.exe /all)'],
  [
    'letters beyond ASCII',
    ['Gruppe für Leser'],
    'Gruppe f\ufffdr Leser',
    'same',
    'same    things: 1 compared (x.exe /all)',
  ],
  ['more of one', ['a', 'b'], 'b\nc', 'same', 'differs things: only hostprobe: a; only the program: c (x.exe /all)'],
  ['a program that leaves out', ['a', 'b'], 'b', 'own-has-all', 'same    things: 1 compared (x.exe /all)'],
  ['a call that leaves out', ['a'], 'a\nb', 'program-has-all', 'same    things: 1 compared (x.exe /all)'],
  ['a call that adds', ['a', 'c'], 'a\nb', 'program-has-all', 'differs things: only hostprobe: c (x.exe /all)'],
  ['nothing', ['a'], '', 'same', 'unknown things: the program printed nothing (x.exe /all)'],
  ['what only the program has', ['1', '2'], 'x', 'own-has-all', 'differs things: only the program: x (x.exe /all)'],
  [
    'five of one, and one more of the other',
    ['1', '2', '3', '4', '5'],
    'a\nb\nc\nd\ne\nf',
    'same',
    'differs things: only hostprobe: 1, 2, 3, 4, 5; only the program: a, b, c, d, e and 1 more (x.exe /all)',
  ],
])('%s', async (_, own, told, relation, line) => {
  expect(lineOf(await askBothWays(hostWith({ programs: says(told) }), question(own, relation)))).toBe(line);
});

test.each([
  ['began', [['a'], ['a', 'b']], 'a\nb', 'same'],
  ['ended', [['a', 'b'], ['a']], 'a', 'same'],
  [
    'was there all the time',
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    'a',
    'differs',
  ],
  ['never was there', [['a'], ['a']], 'a\nb', 'differs'],
])('what %s while the program ran', async (_, answers, told, verdict) => {
  const left = [...answers];
  const asked = { ...question([]), own: async () => left.shift() ?? [] };
  expect((await askBothWays(hostWith({ programs: says(told) }), asked)).verdict).toBe(verdict);
});

test('a refusal of either side is unknown, with its reason, and shows no secret of a command line', async () => {
  const denied = { ...question([]), own: () => Promise.reject(new QueryError('denied', 'OpenServiceW: 5')) };
  expect(await askBothWays(hostWith({ programs: says('a') }), denied)).toMatchObject({
    verdict: 'unknown',
    detail: 'denied: OpenServiceW: 5',
  });
  const secret = question(['agent.exe --password=Tr0ub4dor-and-3']);
  const { detail } = await askBothWays(hostWith({ programs: says('agent.exe') }), secret);
  expect(detail).toContain('only hostprobe: agent.exe');
  expect(detail).not.toContain('tr0ub4dor');
});

test('programs are those of Windows, from the folder that Windows is in', async () => {
  const ran: string[] = [];
  const run: Host['programs']['run'] = async (program) => {
    ran.push(program);
    return { exitCode: 0, stdout: 'a', stderr: '' };
  };
  const variable = (name: string) => (name === 'SystemRoot' ? 'D:\\Win' : null);
  await askBothWays(hostWith({ programs: { run }, self: { variable } }), question(['a']));
  await askBothWays(hostWith({ programs: { run } }), question(['a']));
  expect(ran).toEqual(['D:\\Win\\System32\\x.exe', 'C:\\Windows\\System32\\x.exe']);
  const asked = questionsTo(hostWith({}));
  expect(new Set(asked.map(({ what }) => what)).size).toBe(asked.length);
  for (const { program } of asked) expect(program[0]).toMatch(/^[\w.\\]+\.exe$/);
});

test('a machine that is not Windows cannot be asked', async () => {
  const unsupported = () => Promise.reject(new QueryError('unsupported', 'only Windows has a service database'));
  expect(await canAsk(hostWith({ services: { query: unsupported } }))).toBe(false);
  expect(await canAsk(hostWith({ services: { query: async () => null } }))).toBe(true);
});

/**
 * A node where both sides say the same, for each question, as its programs are asked: without these arguments they print
 * headings or another form (whoami), all events or the oldest (wevtutil), names instead of numbers (netstat), every value (reg),
 * or nothing, since the buffer is too small (sc). @param changed what some of its programs print instead
 */
function agreeing(changed: Record<string, string> = {}): Host {
  const system = says('');
  const printed: Record<string, string> = {
    'sc.exe qc 8192':
      '[SC] QueryServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: x\r\n  TYPE : 10\r\n  START_TYPE : 2\r\n  ERROR_CONTROL : 1\r\n  BINARY_PATH_NAME : C:\\x.exe\r\n  LOAD_ORDER_GROUP : \r\n  TAG : 0\r\n  DISPLAY_NAME : X\r\n  DEPENDENCIES : \r\n  SERVICE_START_NAME : LocalSystem\r\n',
    'whoami.exe /user /fo csv /nh': '"nt authority\\system","S-1-5-18"\r\n',
    'whoami.exe /groups /fo csv /nh':
      '"BUILTIN\\Administrators","Alias","S-1-5-32-544","x"\r\n"Mandatory Label","Label","S-1-16-16384",""\r\n',
    'whoami.exe /priv /fo csv /nh': '"SeTcbPrivilege","Act as","Enabled"\r\n',
    'net.exe localgroup': '*Users\r\n',
    'WindowsPowerShell\\v1.0\\powershell.exe -NoProfile -NonInteractive -Command (Get-Process -Id 1000).Path':
      'C:\\hpc\\node.exe\r\n',
    'netstat.exe -ano': '  TCP    0.0.0.0:135    0.0.0.0:0    LISTENING    904\r\n',
    'netsh.exe interface ipv4 show ipaddresses': 'Preferred 10.0.0.4\r\nTentative 169.254.7.7\r\n',
    'icacls.exe C:\\Windows': 'C:\\Windows BUILTIN\\Users:(RX)\r\n',
    'fsutil.exe volume diskfree C:': 'a : 10 (\r\nb : 1,000 (\r\n',
    'cmd.exe /d /c ver': 'Microsoft Windows [Version 10.0.20348.2700]\r\n',
    'reg.exe query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion /v ProductName':
      '    ProductName    REG_SZ    Windows Server 2022\r\n',
    'hnsdiag.exe list networks': '0f3c1c2e-5c0e-4b57-9a9e-0d7b3f3a1c55 of 1f3c1c2e-5c0e-4b57-9a9e-0d7b3f3a1c55\r\n',
    'wevtutil.exe qe System /c:1 /rd:true /f:xml': "<Provider Name='x'/><EventRecordID>7</EventRecordID>",
    ...changed,
  };
  return hostWith({
    self: {
      pid: 1000,
      token: async () => ({
        ...{
          sid: 'S-1-5-18',
          groups: [
            { sid: 'S-1-5-32-544', enabled: true },
            { sid: 'S-1-5-5-0-1', enabled: true },
          ],
        },
        ...{
          privileges: [{ name: 'SeTcbPrivilege', enabled: true }],
          integrityLevel: 0x4000,
          elevated: true,
          sessionId: 0,
        },
      }),
    },
    programs: {
      async run(program, args, options) {
        const name = program.replace('C:\\Windows\\System32\\', '');
        const services = ['EventLog', 'RpcSs', 'Winmgmt', 'containerd', 'kubelet', 'hns', 'vmcompute'];
        const stdout = printed[[name, ...args.filter((word) => !services.includes(word))].join(' ')];
        return stdout === undefined ? system.run(program, args, options) : { exitCode: 0, stdout, stderr: '' };
      },
    },
    services: {
      query: async (name) => ({
        ...{
          name,
          displayName: 'X',
          state: 'running',
          startType: 'auto',
          account: 'LocalSystem',
          commandLine: 'C:\\x.exe',
        },
        ...{ dependsOn: [], pid: 1, exitCode: 0, failureActions: null },
      }),
    },
    accounts: { groups: async () => ['Users'] },
    processes: { image: async (pid) => (pid === 1000 ? 'C:\\hpc\\node.exe' : null) },
    network: {
      listeners: async () => [{ address: '0.0.0.0', port: 135, pid: 904 }],
      interfaces: async () => [{ name: 'x', address: '10.0.0.4', family: 'ipv4', internal: false }],
    },
    files: {
      security: async (path) => (path === 'C:\\Windows' ? { owner: 'S-1-5-18', sddl: 'D:(A;;0x1200a9;;;BU)' } : null),
    },
    system: {
      disk: async (path) => (path === 'C:\\' ? { sizeBytes: 1000, freeBytes: 10 } : null),
      version: async () => ({ build: 20_348, revision: 2700, product: 'x', installation: 'x' }),
    },
    registry: {
      read: async (key, value) =>
        key === 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' && value === 'ProductName'
          ? 'Windows Server 2022'
          : null,
    },
    hostNetworks: { list: async (kind) => (kind === 'networks' ? ['0F3C1C2E-5C0E-4B57-9A9E-0D7B3F3A1C55'] : []) },
    eventLogs: {
      read: async (log, { after }) =>
        log === 'System' && after === 0
          ? [6, 7].map((record) => ({ record, source: 'x', id: 1, level: 2, at: new Date(), text: '' }))
          : null,
    },
  });
}

/** A fault in how either side is read shows as a difference. */
test('on a node all questions agree', async () => {
  const host = agreeing();
  for (const question of questionsTo(host)) {
    expect(await askBothWays(host, question)).toMatchObject({ what: question.what, verdict: 'same' });
  }
});

test('an account that is not named is LocalSystem, a service is absent on both sides, and listeners count below 1024', async () => {
  const host = agreeing();
  const asked = (what: string, changed: Partial<Host>) => {
    const found = questionsTo(host).find((one) => one.what === what);
    if (found === undefined) throw new Error(`it asks for the ${what}`);
    return askBothWays({ ...host, ...changed }, found);
  };
  const query: Host['services']['query'] = async (name) => {
    const service = await host.services.query(name);
    return service && { ...service, account: '' };
  };
  expect(await asked('service vmcompute', { services: { ...host.services, query } })).toMatchObject({
    verdict: 'same',
  });
  // ERROR_SERVICE_DOES_NOT_EXIST is 1060.
  const absent = { services: { ...host.services, query: async () => null }, programs: says('FAILED 1060', 1060) };
  expect(await asked('service kubelet', absent)).toMatchObject({ verdict: 'same', detail: '1 compared' });
  expect(await asked('service kubelet', { programs: says('Access is denied.', 5) })).toMatchObject({
    ...{ verdict: 'unknown', detail: expect.stringContaining('exit code 5: Access is denied.') },
  });
  const listeners: Host['network']['listeners'] = async () => [
    { address: '0.0.0.0', port: 135, pid: 904 },
    { address: '0.0.0.0', port: 1024, pid: 904 },
  ];
  expect(await asked('TCP listeners below port 1024', { network: { ...host.network, listeners } })).toMatchObject({
    verdict: 'same',
  });
});

test.each([
  ['no answer differs', {}, 0],
  ['one could not be compared', { 'net.exe localgroup': '' }, 2],
  [
    'one differs, and another could not be compared',
    { 'net.exe localgroup': '', 'cmd.exe /d /c ver': '[Version 10.0.20348.1]' },
    1,
  ],
])('report --self-check: %s', async (_, changed, code) => {
  const printed: string[] = [];
  const said = await report.run({
    ...readConfig(report, ['--self-check'], {}),
    createHost: async () => agreeing(changed),
    view: plainView,
    print: async (text) => void printed.push(text),
  });
  expect(said).toBe(code);
  expect(printed).toHaveLength(questionsTo(agreeing()).length + 1);
});

test('what its own call says is what the program is asked about: addresses of IPv4 alone, and entries of every kind', async () => {
  const host = hostWith({
    network: {
      interfaces: async () =>
        [
          { family: 'ipv4', address: '10.0.0.7' },
          { family: 'ipv6', address: 'fe80::1' },
        ] as never,
    },
    files: { security: async () => ({ sddl: 'O:BAD:PAI(A;;FA;;;BA)(D;;FA;;;WD)(OA;;GX;;;BU)' }) as never },
  });
  const ownOf = (what: string) =>
    questionsTo(host)
      .find((one) => one.what === what)
      ?.own(host);
  expect(await ownOf('IPv4 addresses')).toEqual(['10.0.0.7']);
  expect(await ownOf('access list of the Windows folder')).toEqual(['3 entries']);
});

import { QueryError } from '../error.ts';
import type { Host, ProgramResult } from '../host.ts';
import type { ProgramAnswer, WindowsQuestion } from '../self-check.ts';
import {
  countEntries,
  readAddresses,
  readCsv,
  readDiskSize,
  readGroups,
  readListeners,
  readPrintedEvent,
  readPrintedVersion,
  readRegistryValue,
  readServiceConfig,
} from './program-output.ts';

/** Some that every Windows has, and some that only a node has. */
const services = ['EventLog', 'RpcSs', 'Winmgmt', 'containerd', 'kubelet', 'hns', 'vmcompute'];
const noService = 1060;

const serviceQuestion = (name: string): WindowsQuestion => ({
  what: `service ${name}`,
  // The buffer, large enough for any configuration.
  program: ['sc.exe', 'qc', name, '8192'],
  own: async ({ services: database }) => {
    const service = await database.query(name);
    return service === null ? ['no such service'] : serviceAnswer({ ...service, path: service.commandLine });
  },
  reported: (result) => {
    if (result.exitCode === noService) return ['no such service'];
    const config = readServiceConfig(output(result));
    return config === null ? [] : serviceAnswer(config);
  },
  relation: 'same',
});

const serviceAnswer = ({ path, displayName, account }: { path: string; displayName: string; account: string }) => [
  `starts ${path}`,
  `is shown as ${displayName}`,
  `runs as ${account || 'LocalSystem'}`,
];

/** `/fo csv /nh`: rows without headings. */
const csv = (what: string): WindowsQuestion['program'] => ['whoami.exe', what, '/fo', 'csv', '/nh'];

const token: readonly WindowsQuestion[] = [
  {
    what: 'account of this process',
    program: csv('/user'),
    own: async ({ self }) => [(await self.token()).sid],
    reported: (result) => readCsv(output(result)).map(([, sid = '']) => sid),
    relation: 'same',
  },
  {
    what: 'groups of this process',
    program: csv('/groups'),
    own: async ({ self }) => {
      const { groups, integrityLevel } = await self.token();
      return [...groups.map(({ sid }) => sid), `S-1-16-${integrityLevel}`];
    },
    reported: (result) => readCsv(output(result)).map(([, , sid = '']) => sid),
    // It leaves out the one of this log-on.
    relation: 'own-has-all',
  },
  {
    what: 'privileges of this process',
    program: csv('/priv'),
    own: async ({ self }) => (await self.token()).privileges.map(({ name }) => name),
    reported: (result) => readCsv(output(result)).map(([name = '']) => name),
    relation: 'same',
  },
];

const others: readonly WindowsQuestion[] = [
  {
    what: 'local groups',
    program: ['net.exe', 'localgroup'],
    own: ({ accounts }) => accounts.groups(),
    reported: (result) => readGroups(output(result)),
    relation: 'same',
  },
  {
    what: 'TCP listeners below port 1024',
    program: ['netstat.exe', '-ano'],
    own: async ({ network }) => wellKnown((await network.listeners()).map(({ port, pid }) => `${port} ${pid}`)),
    reported: (result) => wellKnown(readListeners(output(result))),
    relation: 'same',
  },
  {
    what: 'IPv4 addresses',
    program: ['netsh.exe', 'interface', 'ipv4', 'show', 'ipaddresses'],
    own: async ({ network }) =>
      (await network.interfaces()).filter(({ family }) => family === 'ipv4').map(({ address }) => address),
    reported: (result) => readAddresses(output(result)),
    // It also lists addresses of interfaces that are down.
    relation: 'program-has-all',
  },
  {
    what: 'access list of the Windows folder',
    program: ['icacls.exe', 'C:\\Windows'],
    own: async ({ files }) => {
      const { sddl } = (await files.security('C:\\Windows')) ?? { sddl: '' };
      return [`${[...sddl.matchAll(/\([A-Z]+;/g)].length} entries`];
    },
    reported: (result) => [`${countEntries(output(result))} entries`],
    relation: 'same',
  },
  {
    what: 'size of drive C',
    program: ['fsutil.exe', 'volume', 'diskfree', 'C:'],
    own: async ({ system }) => [String((await system.disk('C:\\'))?.sizeBytes ?? 'no such disk')],
    reported: (result) => [readDiskSize(output(result))].flatMap((size) => (size === null ? [] : [String(size)])),
    relation: 'same',
  },
  {
    what: 'version of Windows',
    program: ['cmd.exe', '/d', '/c', 'ver'],
    own: async ({ system }) => {
      const { build, revision } = await system.version();
      return [`build ${build}`, `revision ${revision}`];
    },
    reported: (result) => {
      const version = readPrintedVersion(output(result));
      return version === null ? [] : [`build ${version.build}`, `revision ${version.revision}`];
    },
    relation: 'same',
  },
  {
    what: 'a value of the registry',
    program: ['reg.exe', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', '/v', 'ProductName'],
    own: async ({ registry }) => {
      const value = await registry.read('SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'ProductName');
      return [String(value ?? 'no such value')];
    },
    reported: (result) => [readRegistryValue(output(result)) ?? 'no such value'],
    relation: 'same',
  },
  {
    what: 'an event of the System log',
    program: ['wevtutil.exe', 'qe', 'System', '/c:1', '/rd:true', '/f:xml'],
    // Newer ones may come between the two questions.
    own: async ({ eventLogs }) =>
      ((await eventLogs.read('System', { after: 0, maxBytes: 2 ** 17 })) ?? []).map(eventText),
    reported: (result) =>
      [readPrintedEvent(output(result))].flatMap((event) => (event === null ? [] : [eventText(event)])),
    relation: 'own-has-all',
  },
];

const processQuestion = (pid: number): WindowsQuestion => ({
  what: 'program of this process',
  program: powershell(`(Get-Process -Id ${pid}).Path`),
  own: async ({ processes }) => [(await processes.image(pid)) ?? 'has gone'],
  reported: lines,
  relation: 'same',
});

export const questionsTo = ({ self }: Host): readonly WindowsQuestion[] => [
  ...services.map(serviceQuestion),
  ...token,
  processQuestion(self.pid),
  ...others,
];

const eventText = ({ record, source }: { record: number; source: string }) => `${record} of ${source}`;

const wellKnown = (rows: readonly string[]): ProgramAnswer => rows.filter((row) => Number.parseInt(row, 10) < 1024);

function powershell(script: string): WindowsQuestion['program'] {
  return ['WindowsPowerShell\\v1.0\\powershell.exe', '-NoProfile', '-NonInteractive', '-Command', script];
}

/** @throws QueryError when the program failed */
function output({ exitCode, stdout, stderr }: ProgramResult): string {
  if (exitCode === 0) return stdout;
  throw new QueryError('failed', `it ended with exit code ${exitCode}: ${(stderr || stdout).trim().slice(0, 200)}`);
}

function lines(result: ProgramResult): ProgramAnswer {
  return output(result)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
}

/** Whether this machine has the subject of the question. */
export const canAsk = async (host: Host): Promise<boolean> =>
  host.services.query('EventLog').then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof QueryError)) throw error;
      return error.kind !== 'unsupported';
    },
  );

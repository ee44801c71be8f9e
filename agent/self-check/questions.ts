import { QueryError } from '../error.ts';
import type { Host, ProgramResult } from '../host.ts';
import type { ProgramAnswer, WindowsQuestion } from '../self-check.ts';

/**
 * What programs of Windows print, read back. Their words are in the language of Windows, so only values are
 * read whose position or form is the same in every language.
 */

/** `sc.exe qc <name>`: the values in their order, without regard to their labels: "        BINARY_PATH_NAME   : C:\x.exe". */
export function readServiceConfig(text: string): { path: string; displayName: string; account: string } | null {
  // Dependencies after the first have a line each, without a label.
  const values = text.split(/\r?\n/).flatMap((line) => /^\s+[^\s:]+\s*: ?(.*?)\s*$/.exec(line)?.[1] ?? []);
  const [path, displayName, account] = [values[3], values[6], values[8]];
  return path === undefined || displayName === undefined || account === undefined
    ? null
    : { path, displayName, account };
}

/** `/fo csv /nh` of whoami: rows of quoted fields. A quotation mark inside is doubled. */
export function readCsv(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('"'))
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"')));
}

/** `net.exe localgroup`: "*Administrators", one a line. */
export const readGroups = (text: string): string[] => [...text.matchAll(/^\*(.+?)\s*$/gm)].map(([, name = '']) => name);

/** `netstat.exe -ano`: TCP rows without a remote end, "0.0.0.0:135" and process 904, as "135 904". */
export const readListeners = (text: string): string[] =>
  [...text.matchAll(/^\s*TCP\s+\S+:(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+\S+\s+(\d+)\s*$/gm)].map(
    ([, port, pid]) => `${port} ${pid}`,
  );

/** All IPv4 addresses in a text. */
export const readAddresses = (text: string): string[] =>
  [...text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)].map(([address]) => address);

/** All GUIDs in a text. */
export const readGuids = (text: string): string[] =>
  [...text.matchAll(/(?<![\dA-F])[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}(?![\dA-F])/gi)].map(([id]) =>
    id.toUpperCase(),
  );

/** `cmd.exe /c ver`: "Microsoft Windows [Version 10.0.20348.2700]"; null: no such version. */
export function readPrintedVersion(text: string): { build: string; revision: string } | null {
  const found = /\b10\.0\.(\d{4,6})\.(\d+)/.exec(text);
  return found === null ? null : { build: found[1] ?? '', revision: found[2] ?? '' };
}

/** `fsutil.exe volume diskfree C:`: free, all, and available bytes, grouped as the language does, one a line; null: no sizes. */
export function readDiskSize(text: string): number | null {
  const sizes = [...text.matchAll(/:\s*(\d{1,3}(?:[^\dA-Za-z()]?\d{3})*)(?!\d)/g)].map(([, digits = '']) =>
    Number(digits.replace(/\D/g, '')),
  );
  return sizes[1] ?? null;
}

/** `icacls.exe <path>`: how many entries the access list has, "NT SERVICE\TrustedInstaller:(F)", one a line. */
export const countEntries = (text: string): number => [...text.matchAll(/:(?:\([A-Z,]+\))+\s*$/gm)].length;

/** `reg.exe query <key> /v <name>`: "    ProductName    REG_SZ    Windows Server 2022 Datacenter". */
export const readRegistryValue = (text: string): string | null =>
  /^\s+\S+\s+REG_(?:SZ|EXPAND_SZ)\s+(.*?)\s*$/m.exec(text)?.[1] ?? null;

/** `wevtutil.exe qe <log> /f:xml`: number and source of the first event. */
export function readPrintedEvent(text: string): { record: number; source: string } | null {
  const record = /<EventRecordID>(\d+)<\/EventRecordID>/.exec(text)?.[1];
  const source = /<Provider Name=['"]([^'"]*)['"]/.exec(text)?.[1];
  return record === undefined || source === undefined ? null : { record: Number(record), source };
}

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
  },
];

const others: readonly WindowsQuestion[] = [
  {
    what: 'local groups',
    program: ['net.exe', 'localgroup'],
    own: ({ accounts }) => accounts.groups(),
    reported: (result) => readGroups(output(result)),
  },
  {
    what: 'TCP listeners below port 1024',
    program: ['netstat.exe', '-ano'],
    own: async ({ network }) => wellKnown((await network.listeners()).map(({ port, pid }) => `${port} ${pid}`)),
    reported: (result) => wellKnown(readListeners(output(result))),
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
  },
  {
    what: 'size of drive C',
    program: ['fsutil.exe', 'volume', 'diskfree', 'C:'],
    own: async ({ system }) => [String((await system.disk('C:\\'))?.sizeBytes ?? 'no such disk')],
    reported: (result) => [readDiskSize(output(result))].flatMap((size) => (size === null ? [] : [String(size)])),
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
  },
  {
    what: 'a value of the registry',
    program: ['reg.exe', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', '/v', 'ProductName'],
    own: async ({ registry }) => {
      const value = await registry.read('SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'ProductName');
      return [String(value ?? 'no such value')];
    },
    reported: (result) => [readRegistryValue(output(result)) ?? 'no such value'],
  },
  {
    what: 'networks of HNS',
    program: ['hnsdiag.exe', 'list', 'networks'],
    own: async ({ hostNetworks }) => (await hostNetworks.list('networks')).map((id) => id.toUpperCase()),
    reported: (result) => readGuids(output(result)),
    // It also lists what belongs to a network.
    relation: 'program-has-all',
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

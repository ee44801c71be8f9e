import { expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { ServiceAnswer } from '../../agent/host.ts';
import {
  canAsk,
  countEntries,
  questionsTo,
  readAddresses,
  readCsv,
  readDiskSize,
  readGroups,
  readGuids,
  readListeners,
  readPrintedEvent,
  readPrintedVersion,
  readRegistryValue,
  readServiceConfig,
} from '../../agent/self-check/questions.ts';
import { hostWith } from '../host.ts';
import { readAsUtf8, textIn } from '../oem.ts';

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;

/** Labels are English in French and German too. Seen: sc.exe qc of both in published notes on services. */
test.each([
  ['English', '[SC] QueryServiceConfig SUCCESS'],
  ['German', '[SC] QueryServiceConfig ERFOLG'],
  ['French', '[SC] QueryServiceConfig r\x82ussite(s)'],
])('a service is read from sc.exe qc of an %s Windows', (_, first) => {
  const text = readAsUtf8(
    lines(
      ...[first, '', 'SERVICE_NAME: RpcSs'],
      '        TYPE               : 20  WIN32_SHARE_PROCESS ',
      '        START_TYPE         : 2   AUTO_START',
      '        ERROR_CONTROL      : 1   NORMAL',
      '        BINARY_PATH_NAME   : "C:\\Program Files\\x: y.exe" -k rpcss',
      '        LOAD_ORDER_GROUP   : COM Infrastructure',
      '        TAG                : 0',
      '        DISPLAY_NAME       : Remote Procedure Call (RPC)',
      '        DEPENDENCIES       : RpcEptMapper',
      '                           : DcomLaunch',
      '        SERVICE_START_NAME : NT AUTHORITY\\NetworkService',
    ),
  );
  expect(readServiceConfig(text)).toEqual({
    path: '"C:\\Program Files\\x: y.exe" -k rpcss',
    displayName: 'Remote Procedure Call (RPC)',
    account: 'NT AUTHORITY\\NetworkService',
  });
  expect(readServiceConfig(first)).toBeNull();
});

test('rows are read from whoami', () => {
  expect(readCsv('"nt authority\\system","S-1-5-18"\r\n"a ""b""","S-1-1-0"\r\n')).toEqual([
    ['nt authority\\system', 'S-1-5-18'],
    ['a "b"', 'S-1-1-0'],
  ]);
});

test('groups are read from net localgroup', () => {
  const text = lines('Aliases for \\\\WIN', '', '----', '*Administrators', '*Remote Desktop Users', 'Done.');
  expect(readGroups(text)).toEqual(['Administrators', 'Remote Desktop Users']);
});

/** Seen: netstat -ano of both in published notes. A French Windows translates the headings and not the states. */
test.each([
  ['German', '  Proto  Lokale Adresse         Remoteadresse          Status           PID', 'ABH\x99REN '],
  ['French', '  Proto  Adresse locale         Adresse distante       \x90tat', 'LISTENING'],
])('listeners are read from netstat of a %s Windows', (_, headings, listening) => {
  const text = lines(
    headings,
    `  TCP    0.0.0.0:135            0.0.0.0:0              ${listening}       904`,
    '  TCP    10.0.0.4:49721         20.54.24.148:443       HERGESTELLT     2712',
    `  TCP    [::]:445               [::]:0                 ${listening}       4`,
    '  UDP    0.0.0.0:123            *:*                                    1100',
  );
  expect(readListeners(readAsUtf8(text))).toEqual(['135 904', '445 4']);
});

test('addresses are read from netsh', () => {
  const text = lines(
    'Interface 1: Loopback Pseudo-Interface 1',
    'Preferred infinite infinite 127.0.0.1',
    'Version 1.2.3.4.5',
  );
  expect(readAddresses(text)).toEqual(['127.0.0.1']);
});

// The form of hnsdiag in microsoft/SDN and kubernetes-sigs/sig-windows-tools threads.
test('networks are read from hnsdiag by their ids', () => {
  const text = lines(
    'Network : 51717e05-8a3d-4bd4-93ac-4a2dbbbd1d2b',
    '    Name             : cbr0',
    '    Type             : L2Bridge',
    '    Subnet Address   : 10.244.1.0/24',
  );
  expect(readGuids(text)).toEqual(['51717E05-8A3D-4BD4-93AC-4A2DBBBD1D2B']);
  expect(readGuids('f51717e05-8a3d-4bd4-93ac-4a2dbbbd1d2b')).toEqual([]);
});

test.each([
  ['Microsoft Windows [Version 10.0.20348.2700]', { build: '20348', revision: '2700' }],
  ['Microsoft Windows [versi\xa2n 10.0.17763.6414]', { build: '17763', revision: '6414' }],
  // "Version" in Chinese, as in many published transcripts.
  ['Microsoft Windows [\xb0\xe6\xb1\xbe 10.0.17763.475]', { build: '17763', revision: '475' }],
  ['Microsoft Windows XP [Version 5.1.2600]', null],
])('the version is read from ver: %s', (text, version) => {
  expect(readPrintedVersion(readAsUtf8(lines('', text)))).toEqual(version);
});

test.each([
  ['commas', ','],
  ['points', '.'],
  ['the no-break spaces of code page 850', '\xff'],
])('the size of a disk is read from fsutil, with digits in groups between %s', (_, between) => {
  const number = (...parts: string[]) => parts.join(between);
  const text = lines(
    `Total free bytes                : ${number('41', '338', '195', '968')} ( 38.5 GB)`,
    `Total bytes                     : ${number('136', '912', '564', '224')} (127.5 GB)`,
    `Total quota free bytes          : ${number('41', '338', '195', '968')}`,
  );
  expect(readDiskSize(readAsUtf8(text))).toBe(136_912_564_224);
  expect(readDiskSize('Error:  Access is denied.')).toBeNull();
});

/** An older Windows groups nothing. Seen: in Chinese, in a published tutorial on disks. */
test('the size of a disk is read from fsutil of a Chinese Windows', () => {
  const [free, all] = ['\xbf\xc9\xd3\xc3\xd7\xd6\xbd\xda\xd7\xdc\xca\xfd', '\xd7\xd6\xbd\xda\xd7\xdc\xca\xfd'];
  expect(textIn('gbk', `${free}, ${all}`)).toBe('可用字节总数, 字节总数');
  const text = lines(`${free}              : 74612154368`, `${all}                  : 106530430976`);
  expect(readDiskSize(readAsUtf8(text))).toBe(106_530_430_976);
});

test('entries of an access list are counted from icacls', () => {
  const text = lines(
    'C:\\Windows NT SERVICE\\TrustedInstaller:(F)',
    '           NT SERVICE\\TrustedInstaller:(CI)(IO)(F)',
    '           BUILTIN\\Users:(OI)(CI)(IO)(GR,GE)',
    '',
    'Successfully processed 1 files; Failed processing 0 files',
  );
  expect(countEntries(text)).toBe(3);
});

test('a value is read from reg query', () => {
  const text = lines('', 'HKEY_LOCAL_MACHINE\\X', '    ProductName    REG_SZ    Windows Server 2022 Datacenter', '');
  expect(readRegistryValue(text)).toBe('Windows Server 2022 Datacenter');
  expect(readRegistryValue(text.replace('REG_SZ', 'REG_EXPAND_SZ'))).toBe('Windows Server 2022 Datacenter');
  expect(readRegistryValue('ERROR: not found')).toBeNull();
});

test('an event is read from wevtutil', () => {
  const text =
    "<Event xmlns='x'><System><Provider Name='Service Control Manager' Guid='{5}'/><EventRecordID>4711</EventRecordID></System></Event>";
  expect(readPrintedEvent(text)).toEqual({ record: 4711, source: 'Service Control Manager' });
  expect(readPrintedEvent('')).toBeNull();
});

const asService = (account: string) => ({ name: 'RpcSs', displayName: 'RPC', commandLine: 'C:\\rpc.exe', account });

// QUERY_SERVICE_CONFIGW: an empty name is LocalSystem, which sc.exe writes out.
test('a service without an account is told as sc.exe tells it', async () => {
  const host = hostWith({ services: { query: async () => Object.assign(asService(''), {}) as ServiceAnswer } });
  const question = questionsTo(host).find(({ what }) => what === 'service RpcSs');
  const printed = ['a', 'b', 'c', 'C:\\rpc.exe', 'd', 'e', 'RPC', 'f', 'LocalSystem'].map(
    (value, at) => `    L${at} : ${value}`,
  );
  const reported = question?.reported({ exitCode: 0, stdout: lines(...printed), stderr: '' });
  expect(await question?.own(host)).toEqual(reported);
});

test('of this process its own program is asked, and no question is asked twice', () => {
  const host = hostWith({});
  const questions = questionsTo(host);
  expect(questions.filter(({ program }) => program.at(-1)?.includes(`-Id ${host.self.pid})`))).toHaveLength(1);
  expect(new Set(questions.map(({ what }) => what)).size).toBe(questions.length);
});

test('a machine without services has no subject, one that refuses has, and a bug is a bug', async () => {
  const asked = (error: Error) => canAsk(hostWith({ services: { query: () => Promise.reject(error) } }));
  expect(await asked(new QueryError('unsupported', 'no services'))).toBe(false);
  expect(await asked(new QueryError('denied', 'OpenService'))).toBe(true);
  await expect(asked(new TypeError('a bug'))).rejects.toThrow('a bug');
});

import { expect, test } from 'vitest';
import {
  countEntries,
  readAddresses,
  readCsv,
  readDiskSize,
  readEvent,
  readGroups,
  readListeners,
  readRegistryValue,
  readServiceConfig,
  readVersion,
} from '../../agent/self-check/program-output.ts';

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;

/** As printed in public threads; the French labels and every value are written by hand. */
test.each([
  ['English', '[SC] QueryServiceConfig SUCCESS', ['TYPE', 'START_TYPE', 'ERROR_CONTROL', 'BINARY_PATH_NAME']],
  ['German', '[SC] QueryServiceConfig ERFOLG', ['TYPE', 'START_TYPE', 'ERROR_CONTROL', 'BINARY_PATH_NAME']],
  [
    'French',
    '[SC] QueryServiceConfig r\ufffdussite(s)',
    ['TYPE', 'TYPE_D\ufffdMARRAGE', 'CONTR\ufffdLE_ERREUR', 'CHEMIN'],
  ],
])('a service is read from sc.exe qc of an %s Windows', (_, first, [type, start, control, path]) => {
  const text = lines(
    ...[first, '', 'SERVICE_NAME: RpcSs'],
    `        ${type}               : 20  WIN32_SHARE_PROCESS `,
    `        ${start}         : 2   AUTO_START`,
    `        ${control}      : 1   NORMAL`,
    `        ${path}   : "C:\\Program Files\\x: y.exe" -k rpcss`,
    '        LOAD_ORDER_GROUP   : COM Infrastructure',
    '        TAG                : 0',
    '        DISPLAY_NAME       : Remote Procedure Call (RPC)',
    '        DEPENDENCIES       : RpcEptMapper',
    '                           : DcomLaunch',
    '        SERVICE_START_NAME : NT AUTHORITY\\NetworkService',
  );
  expect(readServiceConfig(text)).toEqual({
    path: '"C:\\Program Files\\x: y.exe" -k rpcss',
    displayName: 'Remote Procedure Call (RPC)',
    account: 'NT AUTHORITY\\NetworkService',
  });
  expect(readServiceConfig(first ?? '')).toBeNull();
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

test('listeners are read from netstat, by what is the same in all languages', () => {
  const text = lines(
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    0.0.0.0:135            0.0.0.0:0              ABH\ufffdREN         904',
    '  TCP    10.0.0.4:49721         20.54.24.148:443       HERGESTELLT     2712',
    '  TCP    [::]:445               [::]:0                 ABH\ufffdREN         4',
    '  UDP    0.0.0.0:123            *:*                                    1100',
  );
  expect(readListeners(text)).toEqual(['135 904', '445 4']);
});

test('addresses are read from netsh', () => {
  const text = lines(
    'Interface 1: Loopback Pseudo-Interface 1',
    'Preferred infinite infinite 127.0.0.1',
    'Version 1.2.3.4.5',
  );
  expect(readAddresses(text)).toEqual(['127.0.0.1']);
});

test.each([
  ['Microsoft Windows [Version 10.0.20348.2700]', { build: '20348', revision: '2700' }],
  ['Microsoft Windows [versi\ufffdn 10.0.17763.6414]', { build: '17763', revision: '6414' }],
  ['Microsoft Windows XP [Version 5.1.2600]', null],
])('the version is read from ver: %s', (text, version) => {
  expect(readVersion(lines('', text))).toEqual(version);
});

test.each([
  ['English', ',', 'Total free bytes                : ', 'Total bytes                     : '],
  ['German', '.', 'Insgesamt freie Bytes           : ', 'Insgesamt Bytes                 : '],
  ['French', '\ufffd', 'Nombre total d\u2019octets libres : ', 'Nombre total d\u2019octets        : '],
])('the size of a disk is read from fsutil of an %s Windows', (_, group, free, all) => {
  const number = (...parts: string[]) => parts.join(group);
  const text = lines(
    `${free}${number('41', '338', '195', '968')} ( 38.5 GB)`,
    `${all}${number('136', '912', '564', '224')} (127.5 GB)`,
    `Total quota free bytes : ${number('41', '338', '195', '968')}`,
  );
  expect(readDiskSize(text)).toBe(136_912_564_224);
  expect(readDiskSize('Error:  Access is denied.')).toBeNull();
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
  expect(readRegistryValue('ERROR: not found')).toBeNull();
});

test('an event is read from wevtutil', () => {
  const text =
    "<Event xmlns='x'><System><Provider Name='Service Control Manager' Guid='{5}'/><EventRecordID>4711</EventRecordID></System></Event>";
  expect(readEvent(text)).toEqual({ record: 4711, source: 'Service Control Manager' });
  expect(readEvent('')).toBeNull();
});

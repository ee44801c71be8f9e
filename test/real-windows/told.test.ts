import { expect, test } from 'vitest';
import { readCsv, readGroups, readServiceConfig } from './told.ts';

test('a service is read from sc.exe qc', () => {
  const text = [
    '[SC] QueryServiceConfig SUCCESS',
    '',
    'SERVICE_NAME: containerd',
    '        TYPE               : 10  WIN32_OWN_PROCESS ',
    '        START_TYPE         : 2   AUTO_START',
    '        BINARY_PATH_NAME   : "C:\\Program Files\\containerd\\containerd.exe" --run-service',
    '        LOAD_ORDER_GROUP   : ',
    '        SERVICE_START_NAME : LocalSystem',
  ].join('\r\n');
  const read = readServiceConfig(text);
  expect(read.get('BINARY_PATH_NAME')).toBe('"C:\\Program Files\\containerd\\containerd.exe" --run-service');
  expect(read.get('START_TYPE')).toBe('2   AUTO_START');
  expect(read.get('LOAD_ORDER_GROUP')).toBe('');
});

test('rows are read from whoami', () => {
  expect(readCsv('"nt authority\\system","S-1-5-18"\r\n"a ""b""","S-1-1-0"\r\n')).toEqual([
    ['nt authority\\system', 'S-1-5-18'],
    ['a "b"', 'S-1-1-0'],
  ]);
});

test('groups are read from net localgroup', () => {
  const text =
    'Aliases for \\\\WIN\r\n\r\n----\r\n*Administrators\r\n*Remote Desktop Users\r\nThe command completed.\r\n';
  expect(readGroups(text)).toEqual(['Administrators', 'Remote Desktop Users']);
});

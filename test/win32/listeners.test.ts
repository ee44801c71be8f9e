import { expect, test } from 'vitest';
import { ipv4Rows, ipv6Rows } from '../../agent/win32/listeners.ts';

/** Rows of a table, each as hexadecimal words. */
const table = (...rows: string[]) => {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(rows.length);
  return Buffer.concat([count, ...rows.map((row) => Buffer.from(row.replaceAll(' ', ''), 'hex'))]);
};

test('IPv4 listeners have their address, their port in its own byte order, and their process', () => {
  const rows = table(
    '02000000 00000000 280a0000 00000000 00000000 d2040000',
    '02000000 7f000001 4f22dead 00000000 00000000 10000000',
    '02000000 c0a800c8 4f220000 00000000 00000000 10000000',
  );
  expect(ipv4Rows(rows).map(({ local, pid }) => ({ ...local, pid }))).toEqual([
    { address: '0.0.0.0', port: 10_250, pid: 1234 },
    { address: '127.0.0.1', port: 20_258, pid: 16 },
    { address: '192.168.0.200', port: 20_258, pid: 16 },
  ]);
});

test('IPv6 listeners have their address in its short form', () => {
  const rest = '00000000 00000000 00000000 00000000 00000000 00000000 02000000 d2040000';
  const rows = table(
    `00000000 00000000 00000000 00000000 00000000 280a0000 ${rest}`,
    `fd000000 00000000 00000000 00000002 00000000 4f220000 ${rest}`,
  );
  expect(ipv6Rows(rows).map(({ local, pid }) => ({ ...local, pid }))).toEqual([
    { address: '::', port: 10_250, pid: 1234 },
    { address: 'fd00::2', port: 20_258, pid: 1234 },
  ]);
});

test('an empty table has no listeners', () => {
  expect(ipv4Rows(table())).toEqual([]);
  expect(ipv6Rows(table())).toEqual([]);
});

test('connections have both ends and their process', () => {
  expect(ipv4Rows(table('05000000 7f000001 c3510000 7f000001 4f220000 10000000'))).toEqual([
    { local: { address: '127.0.0.1', port: 50_001 }, remote: { address: '127.0.0.1', port: 20_258 }, pid: 16 },
  ]);
  const loopback = '00000000 00000000 00000000 00000001';
  const row = `${loopback} 00000000 c3510000 ${loopback} 00000000 4f220000 05000000 10000000`;
  const connection = { local: { address: '::1', port: 50_001 }, remote: { address: '::1', port: 20_258 }, pid: 16 };
  expect(ipv6Rows(table(row))).toEqual([connection]);
  expect(ipv6Rows(table(row, row.replace(/10000000$/, '11000000')))).toEqual([connection, { ...connection, pid: 17 }]);
});
